package intarsia.tests.decoder;

import intarsia.decoder.Model;
import intarsia.decoder.model.Storage;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.repack.PanelStore;
import intarsia.decoder.repack.Repacker;
import java.io.IOException;
import java.nio.file.Path;

/** A process that repacks the model of the property {@code model} into the folder {@code kept}. */
final class RepackInChild {
    private RepackInChild() { }

    public static void main(String[] args) throws IOException {
        try (Model m = Model.open(Path.of(System.getProperty("model", "")))) {
            PanelStore store = PanelStore.in(Path.of(System.getProperty("kept", "")), 64 << 20);
            m.repacked(Storage.panels(16), store.panels(new Repacker(1, Stage.UNSEEN))).close();
        }
    }
}
