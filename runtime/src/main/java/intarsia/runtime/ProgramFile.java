package intarsia.runtime;

import intarsia.ir.Kernel;
import intarsia.ir.device.Device;
import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import intarsia.ir.text.Parser;
import intarsia.ir.text.PlanText;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A program as bytes: 8 bytes of magic number, 8 of {@link Digest} over the rest, then {@link Sections}: what made it, for
 * what it was asked for, the plan with its kernels' bodies left out, the bytes of constants, the code, and which code each
 * step runs. Only what a launch needs is read at once.
 *
 * @param maker   everything that changes code besides the kernel, see {@link Engine#maker}
 * @param options those that change code
 * @param key     of whoever keeps it
 * @param plan    declarations alone
 * @param uses    for each step, which code it runs
 */
record ProgramFile(String maker, String options, String key, Plan plan, List<Code> codes, List<Integer> uses) {
    /** Counts the forms that such files had. */
    private static final byte[] MAGIC = Sections.of("intarsi1");
    private static final int HEAD = MAGIC.length + Long.BYTES;
    private static final int SECTIONS = 7;

    /** A kernel's text at the tile level and what the back end keeps of its code. */
    record Code(String tile, byte[] saved) {
    }

    static ProgramFile of(Program p, String key) {
        String maker = p.engine().maker().orElseThrow(() -> new UnsupportedOperationException(p + " has no code to keep: the engine runs kernels as they are"));
        var backend = p.engine().generator().orElseThrow().backend();
        Plan whole = p.plan();
        Map<String, Integer> seen = new LinkedHashMap<>();
        List<Code> codes = new ArrayList<>();
        List<Integer> uses = new ArrayList<>();
        for (int s = 0; s < whole.steps().size(); s++) {
            String text = Printer.print(whole.steps().get(s).kernel());
            Integer known = seen.putIfAbsent(text, codes.size());
            uses.add(known == null ? codes.size() : known);
            if (known == null) {
                codes.add(new Code(text, backend.save(p.kernels().get(s).artefact())));
            }
        }
        return new ProgramFile(maker, p.options().code(), key, whole.declaration(), codes, uses);
    }

    byte[] bytes() {
        List<byte[]> constants = plan.buffers().stream().flatMap(b -> b.data().stream()).map(d -> d.toArray(ValueLayout.JAVA_BYTE)).toList();
        List<byte[]> code = codes.stream().map(c -> Sections.join(Sections.of(c.tile), c.saved)).toList();
        ByteBuffer steps = ByteBuffer.allocate(Integer.BYTES * uses.size());
        uses.forEach(steps::putInt);
        byte[] body = Sections.join(Sections.of(maker), Sections.of(options), Sections.of(key), Sections.of(PlanText.print(plan)),
                Sections.join(constants), Sections.join(code), steps.array());
        return ByteBuffer.allocate(HEAD + body.length).put(MAGIC).putLong(new Digest().add(body).value()).put(body).array();
    }

    /**
     * What {@link #bytes} gave.
     *
     * @throws IllegalArgumentException where that is not so, to the last bit
     */
    static ProgramFile parse(byte[] bytes) {
        if (bytes.length < HEAD || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IllegalArgumentException("no program that this version of Intarsia saved");
        }
        byte[] body = Arrays.copyOfRange(bytes, HEAD, bytes.length);
        if (new Digest().add(body).value() != ByteBuffer.wrap(bytes).getLong(MAGIC.length)) {
            throw new IllegalArgumentException("a damaged program: its checksum is another");
        }
        List<byte[]> parts = Sections.split(body, SECTIONS);
        Plan plan = withData(PlanText.parse(Sections.text(parts.get(3)), "saved plan"), Sections.split(parts.get(4)));
        List<Code> codes = Sections.split(parts.get(5)).stream().map(c -> Sections.split(c, 2))
                .map(c -> new Code(Sections.text(c.get(0)), c.get(1))).toList();
        return new ProgramFile(Sections.text(parts.get(0)), Sections.text(parts.get(1)), Sections.text(parts.get(2)), plan, codes,
                uses(parts.get(6), plan.steps().size(), codes.size()));
    }

    private static List<Integer> uses(byte[] section, int steps, int codes) {
        ByteBuffer in = ByteBuffer.wrap(section);
        List<Integer> uses = new ArrayList<>();
        while (in.remaining() >= Integer.BYTES) {
            uses.add(in.getInt());
        }
        if (uses.size() != steps || uses.stream().anyMatch(u -> u < 0 || u >= codes)) {
            throw new IllegalArgumentException("code " + uses + " for " + steps + " steps; wanted one of " + codes + " each");
        }
        return uses;
    }

    private static Plan withData(Plan p, List<byte[]> data) {
        List<PlanBuffer> buffers = new ArrayList<>();
        int next = 0;
        for (PlanBuffer b : p.buffers()) {
            boolean constant = b.role() == PlanBuffer.Role.CONSTANT;
            buffers.add(constant ? new PlanBuffer(b.name(), b.role(), b.format(), b.shape(), b.range(), b.offset(), Optional.of(data(p, b, data.get(next++)))) : b);
        }
        if (next != data.size()) {
            throw new IllegalArgumentException(data.size() + " constants' bytes; plan " + p.name() + " has " + next + " constants");
        }
        return new Plan(p.name(), p.symbols(), buffers, p.steps());
    }

    private static MemorySegment data(Plan p, PlanBuffer b, byte[] bytes) {
        if (bytes.length != b.bytes(p::largest)) {
            throw new IllegalArgumentException("constant " + b.name() + " has " + bytes.length + " bytes; wanted " + b.bytes(p::largest));
        }
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, bytes.length), 64).asSlice(0, bytes.length);
        return memory.copyFrom(MemorySegment.ofArray(bytes)).asReadOnly();
    }

    /**
     * The program on an engine.
     *
     * @throws IllegalArgumentException where the engine would compile it otherwise
     */
    Program load(Engine engine) {
        String here = engine.maker().orElse("nothing: " + engine + " compiles no code");
        if (!here.equals(maker)) {
            throw new IllegalArgumentException("a program made by other code or for another machine; found\n" + maker + "\nwanted\n" + here);
        }
        Compiler.Options asked = Compiler.Options.of(options);
        List<Device.Loaded> loaded = codes.stream().map(c -> engine.restore(c.tile, c.saved, asked)).toList();
        return new Program(plan, engine, uses.stream().map(loaded::get).toList(), asked, new Whole(this));
    }

    /** The plan with its kernels, read when it is first asked for. */
    private static final class Whole implements Supplier<Plan> {
        private final ProgramFile file;
        private Optional<Plan> read = Optional.empty();

        Whole(ProgramFile file) {
            this.file = file;
        }

        @Override
        public synchronized Plan get() {
            Plan whole = read.orElseGet(() -> whole(file));
            read = Optional.of(whole);
            return whole;
        }

        private static Plan whole(ProgramFile f) {
            List<Kernel> kernels = f.codes.stream().map(c -> Parser.parse(c.tile, "saved kernel")).toList();
            List<Step> steps = new ArrayList<>();
            for (Step s : f.plan.steps()) {
                steps.add(new Step(kernels.get(f.uses.get(steps.size())), s.buffers(), s.waits()));
            }
            return new Plan(f.plan.name(), f.plan.symbols(), f.plan.buffers(), steps);
        }
    }
}
