package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.BufferType;
import intarsia.ir.DotAtom;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.memory.Access;
import intarsia.ir.layout.memory.AccessPlan;
import intarsia.ir.layout.memory.BufferLayout;
import intarsia.ir.layout.memory.Facts;
import intarsia.ir.layout.memory.MemoryLayout;
import intarsia.ir.layout.memory.MemoryModel;
import intarsia.ir.layout.memory.Possible;
import intarsia.ir.type.DType;
import intarsia.passes.layout.Placement;
import intarsia.passes.layout.RandomLayouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Inference rates an access by the plan that the lowering writes; plans of the algebra are cheaper in few cases that are named. */
class AccessPlansTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final int CASES = 2000;
    private static final List<String> TYPES = List.of("f32", "i8", "u16", "f16", "u4", "u2", "i32");
    private static final Target VECTOR = new Target("test", "eight", 8, 1, 32, EnumSet.of(Target.Feature.UNALIGNED, Target.Feature.MASKED_32),
            List.of(DotAtom.MAC_F32), MoveCosts.vector(8), AccessCosts.VECTOR);

    /** A kernel that loads a tile in a layout, and stores it. */
    private static Kernel copy(DType type, int[] shape, int pitch, Layout l) {
        return TileKernel.define("copy", b -> {
            Size[] sizes = Arrays.stream(shape).mapToObj(Size::of).toArray(Size[]::new);
            sizes[sizes.length - 1] = Size.of(pitch);
            var zeros = Arrays.stream(shape).mapToObj(_ -> b.index(0)).toArray(intarsia.dsl.Scalar[]::new);
            b.out("y", type, sizes).at(zeros).store(b.in("x", type, sizes).at(zeros).load(shape).pin(l));
        });
    }

    private static <T extends Op> T only(Kernel k, Class<T> kind) {
        List<T> found = new ArrayList<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (kind.isInstance(s.op())) {
                found.add(kind.cast(s.op()));
            }
        });
        return found.getFirst();
    }

    @Test
    void ofWholeBytesNoPlanOfTheAlgebraIsCheaperThanTheOneThatIsRatedAndWritten() {
        System.out.println("access plans: -Dintarsia.seed=" + SEED);
        Random random = new Random(SEED);
        int noDearer = 0;
        int planned = 0;
        for (int i = 0; i < CASES; i++) {
            Target t = random.nextBoolean() ? VECTOR : new PtxBackend().targets().getFirst();
            RandomLayouts layouts = new RandomLayouts(random, t.lanes());
            int[] shape = layouts.shape(random.nextInt(3) > 0, 256);
            Layout l = layouts.layout(shape);
            DType type = DType.parse(TYPES.get(random.nextInt(TYPES.size())));
            int pitch = shape[shape.length - 1] * (1 + random.nextInt(2)) + (8 * random.nextInt(2));
            if (shape.length > 1 && pitch * type.bits() % 8 != 0) {
                continue;
            }
            Kernel k = copy(type, shape, pitch, l);
            double rated = new AccessPlans(new OffsetFacts(k), t).of(free(only(k, TileOp.Load.class)), l);
            if (AccessPlan.of(Access.load(l, memory(k, shape), MemoryModel.of(t))) instanceof Possible.Done<AccessPlan>(AccessPlan plan)) {
                planned++;
                noDearer += rated <= plan.cost().weight() ? 1 : 0;
                assertTrue(rated <= plan.cost().weight() || type.bits() < Byte.SIZE || picks(plan), () -> rated + " for " + t.id() + "\n" + plan.explain());
            }
        }
        System.out.println(planned + " plans, " + noDearer + " no dearer than the algebra's");
        assertTrue(planned > CASES / 2 && noDearer > planned * 4 / 5, planned + " planned, " + noDearer + " no dearer");
    }

    /** Whether lanes pick elements out of scalars that all share: the lowering does so for codes only, and for a slot at a time. */
    private static boolean picks(AccessPlan plan) {
        return plan.steps().stream().anyMatch(s -> s.form() == LaneOp.Form.UNIFORM && s.parts().stream().anyMatch(p -> !p.alike()));
    }

    private static MemoryLayout memory(Kernel k, int[] shape) {
        BufferType b = (BufferType) k.params().stream().filter(p -> p.name().equals("x")).findFirst().orElseThrow().type();
        List<Expr> zeros = Arrays.stream(shape).mapToObj(_ -> Expr.of(0)).toList();
        return BufferLayout.of(b, TileOp.VALUE).orThrow().getFirst().layout().tile(zeros, Arrays.stream(shape).boxed().toList(), Facts.NONE).orThrow();
    }

    /** The same without bounds. */
    private static TileOp.Load free(TileOp.Load l) {
        return new TileOp.Load(l.buffer(), l.field(), l.dims(), l.offsets(), List.of(), List.of(), l.type());
    }

    /** Accesses of the lane code, one for each of the plan's parts. */
    @Test
    void theLoweringWritesAsManyAccessesAsThePlanHas() {
        Random random = new Random(SEED);
        Target t = new PtxBackend().targets().getFirst();
        for (int i = 0; i < CASES / 10; i++) {
            RandomLayouts layouts = new RandomLayouts(random, t.lanes());
            int[] shape = layouts.shape(true, 256);
            Layout l = layouts.layout(shape);
            DType type = DType.parse(List.of("f32", "i8", "u16").get(random.nextInt(3)));
            Kernel k = copy(type, shape, shape[shape.length - 1], l);
            TileOp.Load load = free(only(k, TileOp.Load.class));
            TileAccess a = java.util.Objects.requireNonNull(TileAccess.of(load));
            Where w = Where.of(a.buffer(), a.field()).getFirst();
            OffsetFacts facts = new OffsetFacts(k);
            TileType laid = load.type().withLayout(l);
            SlicePlan plan = new AccessPlans(facts, t).plan(a, w, ElementPlaces.of(a, w, facts), Placement.of(laid, t.lanes()), false);
            long planned = plan.pieces().stream().mapToLong(p -> p instanceof SlicePlan.Run r ? r.parts().size() : 0).sum();
            Kernel lane = new LowerToLane(t).run(laid(k, l));
            long[] loads = {0};
            Ops.walk(lane.body(), _ -> { }, s -> loads[0] += s.op() instanceof LaneOp.Ld ? 1 : 0);
            assertEquals(planned, loads[0], () -> laid + ": " + plan);
        }
    }

    /** The kernel with its one tile in a layout. */
    private static Kernel laid(Kernel k, Layout l) {
        return new Copier(k) {
            @Override
            void stmt(intarsia.ir.Stmt s) {
                if (s.op() instanceof TileOp.Load(var memory, var field, var dims, var offsets, var _, var _, TileType type)) {
                    bind(s.result(), code.emit(new TileOp.Load(now(memory), field, dims, offsets.stream().map(this::now).toList(), List.of(), List.of(),
                            type.withLayout(l))));
                } else if (s.op() instanceof TileOp.Pin(var a, Layout _)) {
                    bind(s.result(), now(a));
                } else {
                    super.stmt(s);
                }
            }
        }.copy(k);
    }
}
