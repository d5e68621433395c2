package intarsia.runtime.store;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that an artefact of a kernel follows from. Keys are compared to the last byte: the digest in a file's name is for finding it.
 *
 * @param kind    what it is: {@link #LANE}, {@link #CUBIN}, or for code of a back end the engine of its target, {@code jvm} (class bytes) or {@code ptx}
 * @param text    what it was made from: a kernel's text, for a cubin the PTX text
 * @param maker   what made it and what for: compiler, code generator (by {@link intarsia.ir.device.CodeVersion}), target, JVM
 * @param options those that change it
 */
public record ArtefactKey(String kind, String text, String maker, String options) {
    /** A kernel at the lane level, as text. */
    public static final String LANE = "lane";
    /** Machine code of an NVIDIA GPU. */
    public static final String CUBIN = "cubin";

    public ArtefactKey {
        if (!kind.matches("[a-z0-9]{1,12}")) {
            throw new IllegalArgumentException("kind '" + kind + "' of an artefact; wanted up to 12 lower-case letters and digits, such as " + LANE);
        }
    }

    /** What it is kept under. */
    String name() {
        Digest all = new Digest();
        sections().forEach(all::add);
        return kind + "-" + all.text();
    }

    private List<byte[]> sections() {
        return List.of(Sections.of(kind), Sections.of(text), Sections.of(maker), Sections.of(options));
    }

    /** The key and what is kept under it, in one. */
    byte[] with(byte[] content) {
        List<byte[]> all = new ArrayList<>(sections());
        all.add(content);
        return Sections.join(all);
    }

    /** How many sections {@link #with} joins. */
    static final int PARTS = 5;

    /** Whether the first of {@link #PARTS} sections are this key. */
    boolean matches(List<byte[]> parts) {
        List<byte[]> own = sections();
        for (int i = 0; i < own.size(); i++) {
            if (!Arrays.equals(own.get(i), parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The key in such sections. */
    static ArtefactKey of(List<byte[]> parts) {
        return new ArtefactKey(Sections.text(parts.get(0)), Sections.text(parts.get(1)), Sections.text(parts.get(2)), Sections.text(parts.get(3)));
    }
}
