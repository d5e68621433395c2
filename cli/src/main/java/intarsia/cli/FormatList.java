package intarsia.cli;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code intarsia format list}: the families of types, and the block formats with a name. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the families of data types and the block formats.")
final class FormatList extends Subcommand {
    /** A family, a member of it, and what it is. */
    private record Family(String name, String example, String meaning) { }

    private static final List<Family> TYPES = List.of(
        new Family("u1 … u64, i1 … i64", "u3", "integers, unsigned and two's complement"),
        new Family("fNeXmY, N = 1 + X + Y", "f6e3m2", "minifloats of 3 to 7 bits, every code a number"),
        new Family("f8eXmY, …fn, …fnuz", "f8e4m3fn", "8-bit floats as IEEE 754; fn without infinities; fnuz without -0"),
        new Family("ueXmY", "ue5m3", "floats without a sign, in a byte"),
        new Family("e8m0", "e8m0", "powers of two"),
        new Family("f16 bf16 tf32 f32 f64", "bf16", "the wide floats"),
        new Family("nf4, lutB(v0,v1,…)", "lut2(-1,-0.25,0.25,1)", "code books: any 2^B values, code 0 first"),
        new Family("dynamic8", "dynamic8", "the signed dynamic tree type of 8-bit optimizers"),
        new Family("ternary", "ternary", "-1, 0, 1"),
        new Family("bipolarB", "bipolar2", "odd numbers around 0"),
        new Family("shiftB", "shift4", "sign and power of two, no zero"),
        new Family("positN_ES", "posit8_0", "posits"),
        new Family("quaternary", "quaternary", "1, i, -1, -i"));

    @Override public Integer call() {
        out().println("Data types: a code and its value. The name is the definition: any width that fits is a type.");
        for (Family f : TYPES) out().printf("  %-24s %s; %s has %d bits%n", f.name(), f.meaning(), f.example(), DType.parse(f.example()).bits());
        out().println();
        out().println("Block formats: codes in blocks that share scales.");
        for (BlockFormat f : BlockFormat.named()) out().println("  " + line(f));
        out().println("  TYPEgN[_sTYPE[@TYPEgN]][_zTYPE|_mTYPE[@TYPEgN]|_cINT][_sum][/packing]: groups of N of any type, for example");
        out().println("  " + line(Format.parse("u4g32")));
        out().println("  mx_TYPE, nv_f4e2m1, nv_i4, bfp_iB[gN], nf4_double: published families, for example");
        out().println("  " + line(Format.parse("mx_f4e2m1")));
        out().println("  _hN after a group or a family, before its packing: rows rotated in groups of N by a Hadamard matrix, for example");
        out().println("  " + line(Format.parse("u4g32_h128")));
        out().flush();
        return Exit.OK;
    }

    private static String line(Format f) {
        double bits = 8.0 * f.bytes(f.blockElements()) / f.blockElements();
        return String.format(Locale.ROOT, "%-22s %5d elements %6d bytes %9.4f bits an element", f, f.blockElements(), f.bytes(f.blockElements()), bits);
    }
}
