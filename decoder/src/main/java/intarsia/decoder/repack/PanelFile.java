package intarsia.decoder.repack;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file of panels says of itself before their bytes: {@value #FIXED} bytes (magic, version, length and digest of the table, length of the file), then the table.
 * Each panel begins at a page. Numbers are little-endian, but the lengths of sections.
 *
 * @param key    everything that decides what is in it
 * @param model  the path of the model, for people
 * @param source the SHA-256 of the model file, as 64 hexadecimal digits
 */
record PanelFile(String key, String model, String source, List<PanelEntry> entries) {
    /** No machine that Java runs on has larger ones by default, but for some with 16 and 64 KiB, whose mappings begin before the panel then. */
    static final int PAGE = 4096;
    static final int HASH_DIGITS = 64;
    private static final byte[] MAGIC = Sections.of("intarsiP");
    private static final int VERSION = 1;
    private static final int FIXED = 32;
    private static final int MOST_TABLE = 64 << 20;

    PanelFile {
        entries = List.copyOf(entries);
        if (source.length() != HASH_DIGITS) throw new IllegalArgumentException("a hash of " + source.length() + " digits; wanted " + HASH_DIGITS);
    }

    /** The file for panels, whose source and checksums are not known yet. */
    static PanelFile of(String key, String model, List<Panel> panels) {
        List<PanelEntry> entries = new ArrayList<>(panels.stream().map(PanelEntry::of).toList());
        PanelFile unplaced = new PanelFile(key, model, "0".repeat(HASH_DIGITS), entries);
        long at = aligned(FIXED + unplaced.table().length);
        for (int i = 0; i < entries.size(); i++) {
            entries.set(i, entries.get(i).at(at));
            at = aligned(at + entries.get(i).bytes());
        }
        return unplaced.with(unplaced.source, entries);
    }

    PanelFile with(String hash, List<PanelEntry> now) {
        return new PanelFile(key, model, hash, now);
    }

    /** Whether it is the same but for what is only known when it is written. */
    boolean alike(PanelFile other) {
        return plain().equals(other.plain());
    }

    private PanelFile plain() {
        return with("0".repeat(HASH_DIGITS), entries.stream().map(e -> e.summed(0)).toList());
    }

    static long aligned(long at) {
        return Math.ceilDiv(at, (long) PAGE) * PAGE;
    }

    /** Bytes of the whole file. */
    long bytes() {
        return entries.isEmpty() ? FIXED + table().length : entries.getLast().end();
    }

    private byte[] table() {
        List<byte[]> sections = new ArrayList<>(List.of(Sections.of(key), Sections.of(model), Sections.of(source)));
        entries.forEach(e -> sections.add(e.written()));
        return Sections.join(sections);
    }

    /** What stands before the panels. */
    byte[] head() {
        byte[] table = table();
        return little(FIXED + table.length).put(MAGIC).putInt(VERSION).putInt(table.length).putLong(new Digest().add(table).value()).putLong(bytes()).put(table).array();
    }

    /**
     * Reads the head of a file.
     *
     * @throws IllegalArgumentException if anything in it is wrong, or the file is longer or shorter than it says
     */
    static PanelFile read(FileChannel file) throws IOException {
        ByteBuffer fixed = bytes(file, 0, FIXED);
        byte[] magic = new byte[MAGIC.length];
        fixed.get(magic);
        if (!Arrays.equals(magic, MAGIC)) throw new IllegalArgumentException("it is no file of panels");
        int version = fixed.getInt(), length = fixed.getInt();
        if (version != VERSION) throw new IllegalArgumentException("it is of version " + version + ", wanted " + VERSION);
        if (length < 0 || length > MOST_TABLE || FIXED + length > file.size()) throw new IllegalArgumentException("its table of " + length + " bytes, of " + file.size());
        long digest = fixed.getLong(), whole = fixed.getLong();
        byte[] table = bytes(file, FIXED, length).array();
        if (new Digest().add(table).value() != digest) throw new IllegalArgumentException("its table is damaged");
        if (whole != file.size()) throw new IllegalArgumentException("it has " + file.size() + " bytes, wanted " + whole);
        return checked(parse(table), FIXED + length, whole);
    }

    private static PanelFile parse(byte[] table) {
        List<byte[]> sections = Sections.split(table);
        if (sections.size() < 3) throw new IllegalArgumentException("its table has " + sections.size() + " sections");
        return new PanelFile(Sections.text(sections.get(0)), Sections.text(sections.get(1)), Sections.text(sections.get(2)),
            sections.stream().skip(3).map(PanelEntry::read).toList());
    }

    /** Panels lie one after another, at pages, inside. */
    private static PanelFile checked(PanelFile f, long head, long whole) {
        long end = head;
        for (PanelEntry e : f.entries) {
            if (e.offset() != aligned(end) || e.bytes() < 1 || e.bytes() > whole - e.offset()) {
                throw new IllegalArgumentException("panel " + e.weight() + " of " + e.bytes() + " bytes lies at " + e.offset() + " of " + whole + ", after " + end);
            }
            end = e.end();
        }
        if (end != whole) throw new IllegalArgumentException("its panels end at byte " + end + " of " + whole);
        return f;
    }

    private static ByteBuffer bytes(FileChannel file, long from, int count) throws IOException {
        ByteBuffer all = little(new byte[count]);
        while (all.hasRemaining()) {
            if (file.read(all, from + all.position()) < 0) throw new IllegalArgumentException("it is cut short: " + file.size() + " bytes");
        }
        return all.flip();
    }

    private static ByteBuffer little(int bytes) {
        return little(new byte[bytes]);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
