package intarsia.decoder.repack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Sums over the bytes of files, read piece by piece. */
final class FileHash {
    private static final int PIECE = 1 << 20;

    private FileHash() { }

    private interface Each {
        void accept(ByteBuffer piece);
    }

    /** The SHA-256 of a whole file, as hexadecimal digits. */
    static String sha256(Path file, Runnable often) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            read(in, 0, in.size(), often, sum::update);
            return HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The CRC-32C of some bytes of a file. */
    static int crc(FileChannel in, long from, long count, Runnable often) throws IOException {
        CRC32C sum = new CRC32C();
        read(in, from, count, often, sum::update);
        return (int) sum.getValue();
    }

    private static void read(FileChannel in, long from, long count, Runnable often, Each each) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        for (long done = 0; done < count; ) {
            often.run();
            piece.clear().limit((int) Math.min(PIECE, count - done));
            int read = in.read(piece, from + done);
            if (read < 0) throw new IOException("cut short while it was read");
            each.accept(piece.flip());
            done += read;
        }
    }
}
