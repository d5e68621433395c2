package intarsia.tuning.search;

import intarsia.passes.cost.CostModel;
import intarsia.runtime.store.AtomicFile;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.DataFolder;
import intarsia.runtime.store.PrivateFolder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The cost model that was taught by what this user measured, in {@code cost.model} of {@link DataFolder}. */
public record UserModel(Path file) {
    /** This user's; none where {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}. */
    public static Optional<UserModel> ofUser() {
        return CacheFolder.isOff() ? Optional.empty() : Optional.of(new UserModel(DataFolder.ofUser().resolve("cost.model")));
    }

    /** This user's model, and where there is none the one that is shipped. */
    public static CostModel orShipped() {
        return ofUser().flatMap(UserModel::read).orElseGet(CostModel::shipped);
    }

    /** What tells {@link #orShipped} from other models, without reading it. */
    public static String digestOrShipped() {
        return ofUser().flatMap(UserModel::digest).orElseGet(CostModel::shippedDigest);
    }

    /** The model, where there is one that is whole, for this version's features, and this user's own; else a line in the log says why not. */
    public Optional<CostModel> read() {
        return read(CostModel::read);
    }

    private Optional<String> digest() {
        return read(CostModel::digest);
    }

    private interface Reading<T> {
        T of(InputStream in) throws IOException;
    }

    private <T> Optional<T> read(Reading<T> reading) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            Optional<String> fault = PrivateFolder.fault(file, LinkOption.NOFOLLOW_LINKS);
            if (fault.isPresent()) {
                throw new IOException(fault.get());
            }
            return Optional.of(reading.of(in));
        } catch (IOException e) {
            System.getLogger("intarsia.tuning").log(System.Logger.Level.WARNING, "{0} is not used: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps a model, in place of the one before. */
    public void write(CostModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(bytes);
        PrivateFolder.create(Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow());
        AtomicFile.write(file, bytes.toByteArray(), PrivateFolder.ofFile(file));
    }
}
