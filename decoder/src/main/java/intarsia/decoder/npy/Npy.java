package intarsia.decoder.npy;

import intarsia.decoder.file.AtomicFile;
import intarsia.decoder.file.LittleEndian;
import intarsia.decoder.file.MappedFile;
import intarsia.decoder.file.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes {@code .npy} files of format 1.0.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class Npy {
    private static final MemorySegment MAGIC = MemorySegment.ofArray(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'}).asReadOnly();
    /** Magic, version, header length. */
    private static final int PREAMBLE = 10;
    /** NumPy pads the header so that the data is aligned for any vector load. */
    private static final int ALIGNMENT = 64;

    private Npy() { }

    /** Reads an array as a view of the mapped file, which is unmapped when the array is garbage. */
    public static NpyArray read(Path file) {
        return parse(file, MappedFile.map(file, Arena.ofAuto()));
    }

    static NpyArray parse(Path file, MemorySegment bytes) {
        int dataStart = dataStart(file, bytes);
        String text = new String(bytes.asSlice(PREAMBLE, dataStart - PREAMBLE).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        NpyHeader header = NpyHeaderParser.parse(new Place(file, "header"), text);
        long want = header.dataBytes(new Place(file, "header")), found = bytes.byteSize() - dataStart;
        if (want != found) throw new Place(file, "data").fail(want + " bytes for " + header, found + " bytes");
        return new NpyArray(header.type(), header.shape(), bytes.asSlice(dataStart, want));
    }

    private static int dataStart(Path file, MemorySegment bytes) {
        if (bytes.byteSize() < PREAMBLE) throw new Place(file, "magic").fail("a .npy file of at least " + PREAMBLE + " bytes", bytes.byteSize() + " bytes");
        if (bytes.asSlice(0, MAGIC.byteSize()).mismatch(MAGIC) != -1) throw new Place(file, "magic").fail("bytes 93 4e 55 4d 50 59", "others: no .npy file");
        int major = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, 6)), minor = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, 7));
        if (major != 1 || minor != 0) throw new Place(file, "version").fail("1.0", major + "." + minor);
        int length = Short.toUnsignedInt(bytes.get(LittleEndian.SHORT, 8));
        if (length > bytes.byteSize() - PREAMBLE) {
            throw new Place(file, "header length").fail("at most the " + (bytes.byteSize() - PREAMBLE) + " bytes that follow", Integer.toString(length));
        }
        return PREAMBLE + length;
    }

    /** Writes an array; the file appears whole or not at all. */
    public static void write(Path file, NpyArray array) {
        AtomicFile.write(file, out -> {
            AtomicFile.append(out, MemorySegment.ofArray(header(array)));
            AtomicFile.append(out, array.data());
        });
    }

    private static byte[] header(NpyArray array) {
        String text = new NpyHeader(array.type(), array.shape()).literal();
        int length = (PREAMBLE + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) ' ');
        var out = MemorySegment.ofArray(bytes);
        out.copyFrom(MAGIC);
        out.set(LittleEndian.SHORT, 6, (short) 1);
        out.set(LittleEndian.SHORT, 8, (short) (length - PREAMBLE));
        MemorySegment.copy(MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII)), 0, out, PREAMBLE, text.length());
        bytes[length - 1] = '\n';
        return bytes;
    }
}
