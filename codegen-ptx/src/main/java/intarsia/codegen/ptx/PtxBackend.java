package intarsia.codegen.ptx;

import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Source;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.CodeVersion;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Sections;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * PTX text for GPUs from compute capability 8.0 on: one {@code .entry} with a 64-bit parameter for each of the kernel's
 * and two more, the first block and the one after the last. A launch has one block of {@code 32 · warps} threads for
 * every block of that range.
 */
public final class PtxBackend implements Backend {
    private static final List<DotAtom> ATOMS = Stream.of(List.of(DotAtom.MAC_F32), DotAtom.DOT4, DotAtom.MMA).flatMap(List::stream).toList();
    private static final Target SM_80 = new Target("ptx", "sm_80", CrossLane.LANES, 8, 200, EnumSet.of(
            Target.Feature.CVT_F16_SCALAR, Target.Feature.CVT_F16_WORD, Target.Feature.ROUND,
            Target.Feature.MASKED_32, Target.Feature.UNIT_MULTIPLE, Target.Feature.ASYNC_COPY, Target.Feature.LDMATRIX, Target.Feature.DOT4,
            Target.Feature.CVT_PAIR, Target.Feature.BYTES, Target.Feature.DECODE, Target.Feature.MULHI, Target.Feature.SUBNORMALS,
            Target.Feature.FREE_MASKS), ATOMS, MoveCosts.THREADS, AccessCosts.THREADS);

    @Override
    public List<Target> targets() {
        return List.of(SM_80);
    }

    /**
     * @throws IllegalArgumentException where the kernel is not at the lane level, does not have the target's shape, or
     *         holds an op that the target lacks: the message names op, type and target
     */
    @Override
    public Artefact.Ptx compile(Kernel lane, Target target) {
        if (!target.engine().equals(SM_80.engine()) || target.lanes() != SM_80.lanes()) {
            throw new IllegalArgumentException("target " + target.id() + "; wanted " + SM_80.id());
        }
        if (lane.level() != Level.LANE || lane.lanes() != target.lanes() || lane.warps() < 1 || lane.warps() > target.warps()) {
            throw new IllegalArgumentException("kernel " + lane.name() + " at level " + lane.level().text() + " with " + lane.lanes() + " lanes, "
                    + lane.warps() + " warps; wanted the lane level, " + target.lanes() + " lanes and at most " + target.warps() + " warps for " + target.id());
        }
        return new Artefact.Ptx(lane, target, Emitter.emit(lane, target));
    }

    /** The place in the text of the tile kernel that a line of the PTX text comes from, counted from 1; {@link Source#NONE} of lines of no statement. */
    public static Source source(Kernel lane, Target target, int line) {
        List<Source> all = Emitter.sources(lane, target);
        return line < 1 || line > all.size() ? Source.NONE : all.get(line - 1);
    }

    @Override
    public byte[] save(Artefact code) {
        if (code instanceof Artefact.Ptx p) {
            return Sections.join(Sections.of(Printer.print(p.kernel())), Sections.of(p.listing()));
        }
        throw new IllegalArgumentException("kernel " + code.kernel().name() + " for " + code.target().id() + " is no PTX text");
    }

    @Override
    public Artefact.Ptx restore(byte[] saved, Target target) {
        List<byte[]> parts = Sections.split(saved, 2);
        return new Artefact.Ptx(Parser.parse(Sections.text(parts.get(0)), "saved kernel"), target, Sections.text(parts.get(1)));
    }

    @Override
    public String version() {
        return "ptx-" + CodeVersion.of(PtxBackend.class);
    }

    /** The name of the kernel's entry: PTX names have no dots, and none is a lone underscore. */
    public static String entry(Kernel k) {
        return k.name().equals("_") ? "_$" : k.name().replace('.', '$');
    }
}
