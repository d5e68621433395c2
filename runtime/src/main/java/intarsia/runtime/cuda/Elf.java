package intarsia.runtime.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sections of an ELF file of 64 bits, little-endian (Tool Interface Standard, Executable and Linking Format 1.2, as extended to 64 bits by the System V ABI). Whatever the bytes are,
 * nothing beyond them is read; what does not fit is refused with {@link IllegalArgumentException}.
 */
final class Elf {
    private static final int MAGIC = 0x464c457f;
    private static final short LITTLE_64 = 0x0102;
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int SYMBOL = 24;
    private static final int SYMBOL_TABLE = 2;
    private static final int NO_BITS = 8;
    private static final int MOST_NAME = 4096;

    /**
     * One section.
     *
     * @param link the number of another that belongs to it
     */
    record Section(String name, int type, int link, ByteBuffer bytes) {
    }

    private final ByteBuffer file;
    private final List<Section> sections = new ArrayList<>();

    /** Of a file's bytes, as they are now. */
    Elf(ByteBuffer bytes) {
        file = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (file.limit() < HEADER || file.getInt(0) != MAGIC || file.getShort(4) != LITTLE_64) throw refused("no ELF file of 64 bits, little-endian");
        int size = file.getShort(58) & 0xffff, count = file.getShort(60) & 0xffff, names = file.getShort(62) & 0xffff;
        if (size != SECTION || names >= count) throw refused("section headers of " + size + " bytes, names in section " + names + " of " + count);
        ByteBuffer table = part(file.getLong(40), (long) SECTION * count);
        ByteBuffer text = contents(table, names);
        for (int i = 0; i < count; i++) {
            sections.add(new Section(text(text, table.getInt(SECTION * i)), table.getInt(SECTION * i + 4), table.getInt(SECTION * i + 40), contents(table, i)));
        }
    }

    List<Section> sections() {
        return List.copyOf(sections);
    }

    /** The section of that name, the first. */
    Optional<Section> section(String name) {
        return sections.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /** The name of a symbol by its number. */
    String symbol(int number) {
        Section symbols = sections.stream().filter(s -> s.type() == SYMBOL_TABLE).findFirst().orElseThrow(() -> refused("no table of symbols"));
        if (number < 0 || number >= symbols.bytes().limit() / SYMBOL || symbols.link() < 0 || symbols.link() >= sections.size()) throw refused("no symbol " + number);
        return text(sections.get(symbols.link()).bytes(), symbols.bytes().getInt(SYMBOL * number));
    }

    private ByteBuffer contents(ByteBuffer table, int section) {
        int at = SECTION * section;
        return table.getInt(at + 4) == NO_BITS ? part(0, 0) : part(table.getLong(at + 24), table.getLong(at + 32));
    }

    private ByteBuffer part(long from, long bytes) {
        if (from < 0 || bytes < 0 || from > file.limit() || bytes > file.limit() - from) throw refused(bytes + " bytes at " + from + " of " + file.limit());
        return file.slice((int) from, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer names, int from) {
        if (from < 0 || from >= names.limit()) throw refused("a name at " + from + " of " + names.limit());
        int end = from;
        while (end < names.limit() && end - from < MOST_NAME && names.get(end) != 0) end++;
        byte[] name = new byte[end - from];
        names.get(from, name);
        return new String(name, UTF_8);
    }

    static IllegalArgumentException refused(String found) {
        return new IllegalArgumentException("a cubin that cannot be read: " + found);
    }
}
