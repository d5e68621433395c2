package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Space;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bytes that go between memory and registers in a block, by space and form, how often each is read again, and how steadily loads go on. */
final class Traffic {
    private final Map<Form, Double> loaded = new EnumMap<>(Form.class);
    private final Map<Form, Double> stored = new EnumMap<>(Form.class);
    private final Map<Integer, Double> widths = new HashMap<>();
    private final List<LoadPath> paths = new ArrayList<>();
    private double fromScratch;
    private double toScratch;
    private double masked;
    private double accesses, loads;

    Traffic(Course course, Target target) {
        for (Visit v : course.visits) {
            switch (v.stmt().op()) {
                case LaneOp.Ld ld -> load(ld, v, course, target);
                case LaneOp.St st -> store(st, v, target);
                default -> { }
            }
        }
    }

    private static double bytes(LaneOp.Address at, int bits, int count, Target t) {
        boolean one = at.form() == Form.UNIFORM || at.form() == Form.SPLAT;
        return (double) bits / Byte.SIZE * count * (one ? 1 : t.lanes());
    }

    private void load(LaneOp.Ld ld, Visit v, Course course, Target t) {
        double bytes = bytes(ld.at(), ld.bits(), ld.count(), t);
        loads += v.times() * ld.count();
        access(ld.at(), ld.bits(), v.times());
        if (ld.at().space() == Space.SHARED) {
            fromScratch += v.times() * bytes;
            return;
        }
        loaded.merge(ld.at().form(), v.times() * bytes, Double::sum);
        if (v.times() > 0) paths.add(LoadPath.of(ld.at(), bytes, v, course.scalars));
    }

    private void store(LaneOp.St st, Visit v, Target t) {
        double bytes = v.times() * bytes(st.at(), st.bits(), st.values().size(), t);
        access(st.at(), st.bits(), v.times());
        if (st.at().space() == Space.SHARED) toScratch += bytes;
        else stored.merge(st.at().form(), bytes, Double::sum);
    }

    private void access(LaneOp.Address at, int bits, double times) {
        accesses += times;
        widths.merge(bits, times, Double::sum);
        if (at.mask().isPresent()) masked += times;
    }

    private static double sum(Map<?, Double> all) {
        return all.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Words loaded in a block, from anywhere. */
    double loads() {
        return loads;
    }

    /** Bytes loaded from global memory in a block. */
    double loaded() {
        return sum(loaded);
    }

    double stored() {
        return sum(stored);
    }

    /** Bytes of global memory that a block touches: of each tensor what its loads touch together, at most all between the first and the last. */
    double footprint() {
        Map<Value, Double> touched = new HashMap<>();
        paths.forEach(p -> touched.merge(p.base(), p.footprint(), Double::sum));
        return sum(touched);
    }

    /** Bytes loaded by paths that are so. */
    private double bytes(java.util.function.Predicate<LoadPath> wanted) {
        return paths.stream().filter(wanted).mapToDouble(LoadPath::bytes).sum();
    }

    private double mean(java.util.function.ToDoubleFunction<LoadPath> of) {
        double all = bytes(LoadPath::streams);
        return all == 0 ? 0 : paths.stream().filter(LoadPath::streams).mapToDouble(p -> p.bytes() * of.applyAsDouble(p)).sum() / all;
    }

    void put(Vector out) {
        double all = loaded(), foot = footprint();
        out.put("global.loaded", all);
        out.put("global.stored", stored());
        for (Form f : Form.values()) out.share("loaded." + f.text(), loaded.getOrDefault(f, 0.0), all);
        for (Form f : Form.values()) out.share("stored." + f.text(), stored.getOrDefault(f, 0.0), stored());
        for (int bits = Byte.SIZE; bits <= Long.SIZE; bits *= 2) out.share("access." + bits, widths.getOrDefault(bits, 0.0), accesses);
        out.share("access.masked", masked, accesses);
        out.put("scratch.loaded", fromScratch);
        out.put("scratch.stored", toScratch);
        out.put("global.footprint", foot);
        out.share("global.reuse", all, foot);
        out.put("streams", (double) paths.stream().filter(LoadPath::streams).map(p -> List.of(p.base(), p.stride())).distinct().count());
        out.put("streams.loads", (double) paths.stream().filter(LoadPath::streams).count());
        out.share("streams.share", bytes(LoadPath::streams), all);
        out.share("streams.steady", bytes(p -> p.streams() && p.steady()), bytes(LoadPath::streams));
        out.put("streams.run", mean(p -> Math.log(Math.max(1, p.run()))));
        out.put("streams.stride", mean(p -> Math.min(Math.abs(p.stride()), 1 << 20)));
    }
}
