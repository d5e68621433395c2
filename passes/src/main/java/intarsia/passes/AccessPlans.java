package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Op;
import intarsia.ir.TileOp;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.memory.Congruence;
import intarsia.ir.layout.memory.MemoryModel;
import intarsia.ir.type.Recent;
import intarsia.passes.layout.AccessRating;
import intarsia.passes.layout.Placement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** The plans of a kernel's loads and stores on a target, by the target's one table of costs: inference rates them, the lowering writes them. */
final class AccessPlans implements AccessRating {
    private static final int WORD = 32;
    private static final int KEPT_TARGETS = 8, KEPT_COSTS = 1024;
    /** What accesses cost that were rated lately, by the layout of their tile: kernels of a model, and the points of a search, have the same. */
    private static final Recent<Target, Recent<Key, Map<Layout, Double>>> COSTS = new Recent<>(KEPT_TARGETS, _ -> new Recent<>(KEPT_COSTS, _ -> new ConcurrentHashMap<>()));

    private final OffsetFacts facts;
    private final Target target;
    private final MemoryModel model;
    private final IdentityHashMap<Op, Rated> rated = new IdentityHashMap<>();
    private final Recent<Key, Map<Layout, Double>> costs;
    private final IdentityHashMap<BufferType, Map<String, List<Where>>> where = new IdentityHashMap<>();
    /** Where the elements of rated accesses lie, slice by slice, once a cost is asked for that nobody knows. */
    private final IdentityHashMap<TileAccess, List<ElementPlaces>> places = new IdentityHashMap<>();

    /** What the cost of an access depends on, besides the layout of its tile. */
    private record Key(BufferType buffer, String field, List<Integer> dims, List<Integer> shape, List<Congruence> offsets, List<Integer> guard,
            List<Congruence> limits, boolean store) {
    }

    /** An access, and what it costs by the layout of its tile, which accesses alike share. */
    private record Rated(TileAccess access, boolean store, Map<Layout, Double> costs) {
    }

    AccessPlans(OffsetFacts facts, Target target) {
        this.facts = facts;
        this.target = target;
        this.model = MemoryModel.of(target);
        this.costs = COSTS.of(target);
    }

    /** The slices of the field that an access reads or writes. */
    List<Where> where(TileAccess a) {
        return where.computeIfAbsent(a.buffer(), _ -> new HashMap<>()).computeIfAbsent(a.field(), f -> Where.of(a.buffer(), f));
    }

    @Override
    public double of(Op access, Layout tile) {
        Rated r = rated.computeIfAbsent(access, this::rated);
        return r.costs.computeIfAbsent(tile, l -> {
            Placement at = Placement.of(l, target.lanes());
            List<ElementPlaces> slices = places.computeIfAbsent(r.access, this::places);
            double planned = cost(r.access, slices, at, r.store);
            return r.store ? planned : words(r.access, slices, at, () -> planned).map(this::cost).orElse(planned);
        });
    }

    private double cost(TileAccess a, List<ElementPlaces> slices, Placement at, boolean store) {
        return slices.stream().mapToDouble(p -> plan(a, p, at, store).cost()).sum();
    }

    private double cost(LaneWords w) {
        return w.cost(target.accesses(), target.lanes());
    }

    /** The words of lanes that hold the values of a load, where that is cheaper than what else it would cost. */
    private Optional<LaneWords> words(TileAccess a, List<ElementPlaces> slices, Placement at, DoubleSupplier otherwise) {
        boolean vectors = target.mostWords() == 0 || slices.size() > 1; // threads have accesses of several words
        boolean narrow = vectors && a.tile().elem().bits() < WORD && where(a).getFirst().below().length == 0;
        return narrow ? LaneWords.of(slices, at).filter(w -> cost(w) < otherwise.getAsDouble()) : Optional.empty();
    }

    /**
     * The words of lanes that hold the values of a load, where it is planned so.
     *
     * @param exact where the slices of elements lie by the addresses at hand
     */
    Optional<LaneWords> words(TileAccess a, List<ElementPlaces> exact, Placement at) {
        return words(a, exact, at, () -> cost(a, exact, at, false));
    }

    private Rated rated(Op access) {
        TileAccess a = Objects.requireNonNull(TileAccess.of(access));
        boolean store = access instanceof TileOp.Store;
        Key key = new Key(a.buffer(), a.field(), a.dims(), a.tile().shape(), a.offsets().stream().map(facts::of).toList(), a.guard(),
                a.limits().stream().map(facts::of).toList(), store);
        return new Rated(a, store, costs.of(key));
    }

    private List<ElementPlaces> places(TileAccess a) {
        return where(a).stream().map(w -> ElementPlaces.of(a, w, facts)).toList();
    }

    /**
     * The plan of a slice.
     *
     * @param exact where elements lie by the addresses at hand; what offsets are known to be holds for them where both agree
     */
    SlicePlan plan(TileAccess a, Where w, ElementPlaces exact, Placement at, boolean store) {
        ElementPlaces known = ElementPlaces.of(a, w, facts);
        return plan(a, known.agree(exact) ? known : exact, at, store);
    }

    /** Whether a value is written in parts, or with values beside it. */
    private static boolean apart(List<Where> slices) {
        return slices.size() > 1 || slices.getFirst().below().length > 0;
    }

    private SlicePlan plan(TileAccess a, ElementPlaces p, Placement at, boolean store) {
        boolean fields = store && (!SlicePlanner.inBytes(p, model) || apart(where(a)));
        return fields ? new SlicePlan(List.of(new SlicePlan.Fields()), 2 * new SlicePlanner(model, a, p, at, false).plan().cost())
                : new SlicePlanner(model, a, p, at, store).plan();
    }
}
