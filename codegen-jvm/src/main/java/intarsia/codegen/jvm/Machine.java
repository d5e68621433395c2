package intarsia.codegen.jvm;

import intarsia.ir.DotAtom;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.IntVector;

/** What this JVM makes of the Vector API on this machine. */
final class Machine {
    static final String ENGINE = "jvm";
    private static final int FEWEST_LANES = 4;
    /** The Vector API reaches no instruction for four products of bytes: {@link Dot4} takes them one by one. */
    private static final List<DotAtom> ATOMS = Stream.concat(Stream.of(DotAtom.MAC_F32, DotAtom.MAC16), DotAtom.DOT4.stream().map(x -> x.taking(Dot4.OPS))).toList();

    private Machine() {
    }

    /** The preferred vector width and the smaller ones, widest first. */
    static List<Target> targets() {
        int widest = IntVector.SPECIES_PREFERRED.length();
        String cpu = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return IntStream.iterate(Math.min(widest, 16), l -> l >= FEWEST_LANES, l -> l / 2).mapToObj(l -> target(cpu, widest, l)).toList();
    }

    /**
     * The width tells the instruction set: C2 prefers 512 bits only with AVX-512 and 256 bits of ints only with AVX2. Where
     * it is 128 the machine may be more than it seems, when {@code -XX:MaxVectorSize} holds it down; that costs speed
     * of masked accesses and nothing else.
     */
    static Target target(String cpu, int widest, int lanes) {
        boolean x86 = cpu.equals("amd64") || cpu.equals("x86_64");
        boolean arm = cpu.equals("aarch64");
        Set<Feature> features = EnumSet.of(Feature.CVT_F16_SCALAR, Feature.UNALIGNED, Feature.DECODE, Feature.DOT4);
        if (x86 && widest >= 8 || arm && widest > 4) {
            features.add(Feature.MASKED_32);
        }
        if (x86) {
            features.add(Feature.ORDERED_LOADS);
        }
        if (x86 && widest >= 16) {
            features.add(Feature.TABLE_HALVES);
        }
        String arch = x86 ? widest >= 16 ? "avx512" : widest >= 8 ? "avx2" : "sse" : arm ? widest > 4 ? "sve" : "neon" : "generic";
        int registers = x86 && widest < 16 || !x86 && !arm ? 16 : 32;
        return new Target(ENGINE, arch, lanes, 1, registers, features, ATOMS, MoveCosts.vector(lanes), AccessCosts.VECTOR);
    }
}
