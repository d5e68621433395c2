package intarsia.tests.story;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/** What {@link BundledStoriesTest} starts: writes stories of the bundled model with no prompt, a line each. */
final class StoriesRun {
    /** What begins the line of a story; its UTF-8 in base 64 follows. */
    static final String WORD = "story ";
    private static final int CONTEXT = 512;
    /** Seeds 1 to 12, with {@code -Dintarsia.all} to 50, drawn as the command draws where nothing else is asked for. */
    private static final List<Sampling> SAMPLINGS = IntStream.rangeClosed(1, Boolean.getBoolean("intarsia.all") ? 50 : 12)
            .mapToObj(seed -> new Sampling(0.8, 40, 0.95, seed)).toList();

    private StoriesRun() {
    }

    public static void main(String[] args) {
        int count = SAMPLINGS.size();
        try (Model m = BundledModel.STORIES.open(); Session s = Session.open(m, Engine.jvm(1), new Options(count, CONTEXT, count, DType.F32), Stage.UNSEEN)) {
            TextInProgress.writeAll(s, SAMPLINGS).forEach(story ->
                    System.out.println(WORD + Base64.getEncoder().encodeToString(story.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
