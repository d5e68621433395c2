package intarsia.decoder.repack;

import intarsia.ir.device.Sections;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A line of the table of a {@link PanelFile}: names and sizes of a {@link Panel}, where it lies, and the CRC-32C of its bytes.
 *
 * @param rows   of the matrix
 * @param stored rows that are stored
 */
record PanelEntry(String weight, String tensor, String from, String to, long rows, long stored, long columns, long offset, long bytes, int checksum) {
    private static final int TEXTS = 4;
    private static final int NUMBERS = 5 * Long.BYTES + Integer.BYTES;

    /** A panel that has no place yet. */
    static PanelEntry of(Panel p) {
        return new PanelEntry(p.weight(), p.tensor(), p.from().toString(), p.to().toString(), p.rows(), p.storedRows(), p.columns(), 0, p.bytes(), 0);
    }

    PanelEntry at(long place) {
        return new PanelEntry(weight, tensor, from, to, rows, stored, columns, place, bytes, checksum);
    }

    PanelEntry summed(int crc) {
        return new PanelEntry(weight, tensor, from, to, rows, stored, columns, offset, bytes, crc);
    }

    long end() {
        return offset + bytes;
    }

    byte[] written() {
        ByteBuffer numbers = ByteBuffer.allocate(NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putLong(rows).putLong(stored).putLong(columns).putLong(offset).putLong(bytes).putInt(checksum);
        return Sections.join(Sections.of(weight), Sections.of(tensor), Sections.of(from), Sections.of(to), numbers.array());
    }

    static PanelEntry read(byte[] section) {
        List<byte[]> parts = Sections.split(section, TEXTS + 1);
        ByteBuffer n = ByteBuffer.wrap(parts.get(TEXTS)).order(ByteOrder.LITTLE_ENDIAN);
        if (n.remaining() != NUMBERS) throw new IllegalArgumentException(n.remaining() + " bytes of numbers in a line of its table, wanted " + NUMBERS);
        List<String> texts = parts.subList(0, TEXTS).stream().map(Sections::text).toList();
        return new PanelEntry(texts.get(0), texts.get(1), texts.get(2), texts.get(3), n.getLong(), n.getLong(), n.getLong(), n.getLong(), n.getLong(), n.getInt());
    }
}
