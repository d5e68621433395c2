package intarsia.decoder.bundled;

import intarsia.decoder.Model;
import intarsia.decoder.gguf.Gguf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that comes with the decoder, so that it can be tried with no download.
 *
 * @param name what it is called
 * @param file its GGUF file among the resources of this package
 */
public record BundledModel(String name, String file) {
    /** Writes little stories; trained by this project on a grammar of its own. */
    public static final BundledModel STORIES = new BundledModel("stories", "stories.gguf");
    /** All of them, the one to take where none is named first. */
    public static final List<BundledModel> ALL = List.of(STORIES);

    /** The file, in memory. */
    public Gguf read() {
        try (InputStream in = BundledModel.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("no resource " + file + " beside " + BundledModel.class.getName() + ": this build is damaged");
            return Gguf.read(Path.of(file), in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model, ready to run. */
    public Model open() {
        return Model.of(read());
    }
}
