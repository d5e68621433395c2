package intarsia.tests.engines;

import intarsia.ir.Kernel;
import intarsia.ir.text.Parser;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel of the lane level as a file, and what must be true of it:
 * <pre>
 * // buffer x f16 256          a parameter with random elements
 * // magnitudes 1.0E-5         engines agree within this part of what the magnitudes of the inputs give; otherwise in every bit
 * // ptx TEXT                  the PTX holds it
 * // lane "A" "B" N: WHAT      with the Nth A of the text replaced by B the evaluator says WHAT, or gives something wrong
 * // machine "A" "B" N: WHAT   the same of the PTX text and the PTX machine
 * </pre>
 */
record LaneCase(String name, String text, List<Buffer> buffers, double magnitudes, List<String> ptx, List<Change> changes) {
    private static final Pattern CHANGE = Pattern.compile("(lane|machine) \"([^\"]+)\" \"([^\"]*)\" (\\d+): (.+)");

    /** A parameter. */
    record Buffer(String name, DType type, int count) {
    }

    /** A mistake, and the words of which one must name it. */
    record Change(String where, String from, String to, int nth, List<String> what) {
        String apply(String text) {
            int at = text.startsWith("//") ? text.indexOf("\nintarsia ") : 0;
            for (int i = 0; i < nth; i++) {
                at = text.indexOf(from, at + 1);
                if (at < 0) {
                    throw new IllegalArgumentException("no " + nth + " places with '" + from + "' in\n" + text);
                }
            }
            return text.substring(0, at) + to + text.substring(at + from.length());
        }
    }

    static LaneCase read(Path file) {
        try {
            return parse(String.valueOf(file.getFileName()), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LaneCase parse(String name, String text) {
        List<Buffer> buffers = new ArrayList<>();
        List<String> ptx = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        double magnitudes = 0;
        for (String line : text.lines().takeWhile(l -> l.startsWith("//")).filter(l -> !l.startsWith("//#")).toList()) {
            String[] words = line.substring(3).split(" ", -1);
            switch (words[0]) {
                case "buffer" -> buffers.add(new Buffer(words[1], DType.parse(words[2]), Integer.parseInt(words[3])));
                case "magnitudes" -> magnitudes = Double.parseDouble(words[1]);
                case "ptx" -> ptx.add(line.substring("// ptx ".length()));
                default -> changes.add(change(name, line.substring(3)));
            }
        }
        return new LaneCase(name, text, buffers, magnitudes, ptx, changes);
    }

    private static Change change(String name, String line) {
        Matcher m = CHANGE.matcher(line);
        if (!m.matches()) {
            throw new IllegalArgumentException(name + ": '" + line + "'; wanted buffer, magnitudes, ptx, lane or machine");
        }
        return new Change(m.group(1), m.group(2), m.group(3), Integer.parseInt(m.group(4)), List.of(m.group(5).split("\\|", -1)));
    }

    Kernel kernel() {
        return Parser.parse(text, name);
    }

    /** Random elements for every parameter; {@code magnitudes}: the same without their signs. */
    Map<String, MemorySegment> data(long seed, boolean magnitudes) {
        Random random = new Random(seed);
        Map<String, MemorySegment> all = new LinkedHashMap<>();
        for (Buffer b : buffers) {
            ByteBuffer bytes = ByteBuffer.allocate(b.count * b.type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < b.count; i++) {
                double value = random.nextGaussian();
                put(bytes, b.type, b.type instanceof IntType ? random.nextInt() : b.type.encode(magnitudes ? Math.abs(value) : value));
            }
            all.put(b.name, MemorySegment.ofArray(bytes.array()));
        }
        return all;
    }

    private static void put(ByteBuffer to, DType type, long code) {
        switch (type.bits()) {
            case 8 -> to.put((byte) code);
            case 16 -> to.putShort((short) code);
            case 32 -> to.putInt((int) code);
            default -> throw new IllegalArgumentException("a buffer of " + type + "; wanted 8, 16 or 32 bits");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
