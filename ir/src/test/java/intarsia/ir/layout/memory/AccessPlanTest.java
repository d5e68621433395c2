package intarsia.ir.layout.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Plans against brute force over the addresses of every lane and slot. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class AccessPlanTest {
    private static final int CASES = 4000;
    private static final long SEED = Long.getLong("intarsia.seed", 20_262);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    @Test
    void everyLaneAndSlotOfALoadIsReachedAndTheRunIsTheLongest() {
        for (int i = 0; i < CASES; i++) {
            RandomAccess a = RandomAccess.of(random);
            AccessPlan plan = AccessPlan.of(a.load()).orThrow();
            PlanCheck check = new PlanCheck(plan, a.memory(), Symbols.NONE);
            check.load();
            assertEquals(check.run(), plan.run(), plan::toString);
            assertEquals(check.alignment(), plan.alignment(), plan::toString);
            assertEquals(check.laneRun(), plan.laneRun(), plan::toString);
            assertEquals(width(check, a), plan.vectorBits(), plan::toString);
            int[] touched = check.touched();
            assertEquals(touched[0], plan.cost().lines(), plan::toString);
            assertEquals(touched[1], plan.cost().sectors(), plan::toString);
        }
    }

    /** The widest access that cuts every run of every lane evenly at addresses that it divides. */
    private static int width(PlanCheck check, RandomAccess a) {
        int best = 0;
        for (int v = 8; v <= 32 * a.model().mostWords(); v *= 2) {
            best = check.run() * a.memory().bits() % v == 0 && check.alignment() % v == 0 ? v : best;
        }
        return best;
    }

    @Test
    void everyElementIsStoredOnceOrTheStoreIsRefused() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            RandomAccess a = RandomAccess.of(random);
            switch (AccessPlan.of(a.store())) {
                case Possible.Done<AccessPlan>(AccessPlan plan) -> {
                    done++;
                    new PlanCheck(plan, a.memory(), Symbols.NONE).store();
                }
                case Possible.Refused<AccessPlan>(String reason) -> assertTrue(refusable(a), () -> reason + "\n" + a);
            }
        }
        assertTrue(done > CASES / 3 && done < CASES, "stores done: " + done);
    }

    private static boolean refusable(RandomAccess a) {
        boolean shared = a.memory().dims().stream().anyMatch(dim -> dim.stream().anyMatch(d -> d[1] == 0));
        return shared || a.memory().bits() % 8 != 0 || a.memory().base() % 8 != 0;
    }

    @Test
    void aPlanWithSymbolsHoldsForAllTheirValues() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            RandomAccess a = RandomAccess.of(random);
            Map<String, Long> divisors = new HashMap<>();
            MemoryLayout symbolic = symbolic(a.memory(), divisors);
            Facts facts = Facts.NONE;
            for (var d : divisors.entrySet()) facts = facts.divides(d.getValue(), d.getKey());
            Access load = new Access(Access.Kind.LOAD, a.registers(), symbolic, facts, a.model(), List.of(), 0);
            switch (AccessPlan.of(load)) {
                case Possible.Done<AccessPlan>(AccessPlan plan) -> {
                    done++;
                    for (int k = 0; k < 2; k++) instantiated(a.memory(), plan, divisors);
                }
                case Possible.Refused<AccessPlan>(String reason) -> {
                    assertTrue(reason.contains("modulo 8 bits"), reason);
                    assertTrue(divisors.values().stream().anyMatch(d -> d % 8 != 0), reason);
                }
            }
        }
        assertTrue(done > CASES / 2 && done < CASES, "plans done: " + done);
    }

    /** Some strides and the base as symbols with divisors. */
    private MemoryLayout symbolic(RandomMemory m, Map<String, Long> divisors) {
        List<List<MemoryDigit>> dims = new ArrayList<>();
        for (List<long[]> dim : m.dims()) {
            List<MemoryDigit> digits = new ArrayList<>();
            for (int i = 0; i < dim.size(); i++) {
                boolean open = i == 0 && random.nextInt(3) == 0;
                String name = "s" + dims.size();
                if (open) divisors.put(name, divisor());
                digits.add(new MemoryDigit(Expr.of(dim.get(i)[0]), open ? Expr.sym(name).times(2).plus(8) : Expr.of(dim.get(i)[1])));
            }
            dims.add(digits);
        }
        boolean open = random.nextInt(3) == 0;
        if (open) divisors.put("base", divisor());
        return MemoryLayout.of(m.bits(), dims, open ? Expr.sym("base").plus(m.base()) : Expr.of(m.base()), Expr.of(m.size()));
    }

    private long divisor() {
        return random.nextInt(8) == 0 ? 1 : 8L << random.nextInt(6);
    }

    private void instantiated(RandomMemory m, AccessPlan plan, Map<String, Long> divisors) {
        Map<String, Long> values = new HashMap<>();
        // So far apart that runs do not overlap.
        divisors.forEach((name, d) -> values.put(name, d * (name.equals("base") ? random.nextInt(100)
                : (1L << 20 + 8 * Integer.parseInt(name.substring(1))) / d + random.nextInt(100))));
        List<List<long[]>> dims = new ArrayList<>();
        for (int d = 0; d < m.dims().size(); d++) {
            List<long[]> dim = new ArrayList<>(m.dims().get(d));
            Long s = values.get("s" + d);
            if (s != null) dim.set(0, new long[] {dim.getFirst()[0], 2 * s + 8});
            dims.add(dim);
        }
        RandomMemory now = new RandomMemory(m.bits(), dims, m.base() + values.getOrDefault("base", 0L), m.size());
        PlanCheck check = new PlanCheck(plan, now, Symbols.of(values));
        check.load();
        assertTrue(plan.alignment() == 0 || check.starts(plan.run()) % plan.alignment() == 0, plan::toString);
    }

    @Test
    void masksAreConstantOverWhatAStepReads() {
        int[] kinds = new int[3];
        for (int i = 0; i < CASES; i++) {
            RandomAccess a = RandomAccess.of(random);
            int dim = random.nextInt(a.memory().dims().size());
            long divisor = random.nextInt(1, 17);
            Facts facts = Facts.NONE.divides(divisor, "room");
            AccessPlan plan = AccessPlan.of(a.load().with(facts).within(new Guard(dim, Expr.sym("room")))).orThrow();
            PlanCheck check = new PlanCheck(plan, a.memory(), Symbols.NONE);
            check.load();
            for (int k = 0; k < 4; k++) check.masks(dim, divisor * random.nextInt(1 + a.memory().shape()[dim]));
            kinds[plan.mask().ordinal()]++;
        }
        assertTrue(kinds[0] == 0 && kinds[1] > 200 && kinds[2] > 200, Arrays.toString(kinds));
    }

    @Test
    void aSwizzleCutsAccessesToWhatItLeavesTogether() {
        for (int i = 0; i < CASES; i++) {
            RandomAccess a = RandomAccess.of(random);
            int bits = 8 << random.nextInt(6);
            AccessPlan plan = AccessPlan.of(a.load().swizzled(bits)).orThrow();
            PlanCheck check = new PlanCheck(plan, a.memory(), Symbols.NONE);
            check.load();
            assertEquals(Math.min(width(check, a), bits), plan.vectorBits(), plan::toString);
        }
    }

    @Test
    void warpsThatLiePartsOfBytesApartAreRefused() {
        Layout registers = Layout.parse("[4] lane[*2] v[0.1:2] warp[0.0:2]");
        Access load = Access.load(registers, MemoryLayout.rowMajor(3, 4), MemoryModel.vector(2, true));
        String reason = AccessPlan.of(load) instanceof Possible.Refused<AccessPlan> r ? r.reason() : "";
        assertTrue(reason.contains("those of warps are not known modulo 8 bits, found 0 and 0 mod 6"), reason);
    }

    @Test
    void digitsThatEndInsideOfOneAnotherAreRefused() {
        MemoryLayout memory = MemoryLayout.of(8, List.of(List.of(MemoryDigit.of(2, 64), MemoryDigit.of(3, 8))), Expr.of(0), Expr.of(128));
        Layout registers = Layout.parse("[6] lane[0.1:2] v[0.0:3]");
        String reason = AccessPlan.of(Access.load(registers, memory, MemoryModel.vector(2, true))) instanceof Possible.Refused<AccessPlan> r ? r.reason() : "";
        assertTrue(reason.contains("no common refinement"), reason);
    }
}
