package intarsia.tests.story;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.decoder.Model;
import intarsia.decoder.bundled.BundledModel;

/** The bundled model that writes stories. */
final class StoryModel {
    private StoryModel() { }

    static Model open() {
        assumeTrue(BundledModel.class.getResource(BundledModel.STORIES.file()) != null, "the model is not trained yet");
        return BundledModel.STORIES.open();
    }
}
