package intarsia.passes.findings;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import intarsia.ir.eval.Bindings;
import intarsia.ir.eval.Contents;
import intarsia.ir.eval.Stepper;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows a run of a tile kernel: which block touched which element, and where it stopped. */
final class BlockTouches implements Stepper {
    /** An element, or a byte of a type whose codes are parts of bytes. */
    private record Place(String parameter, String field, long at) {
    }

    private final Map<String, Long> sizes;
    private final Set<Stmt> known;
    private final Map<String, BufferType> types = new HashMap<>();
    private final List<Value> grid;
    private final Map<Place, List<Long>> writers = new HashMap<>();
    private final Map<Place, List<Long>> byteWriters = new HashMap<>();
    private final Map<Place, List<Long>> readers = new HashMap<>();
    private final Set<Place> written = new HashSet<>();
    private final Map<String, Stmt> stores = new HashMap<>();
    private final OpenStatements open = new OpenStatements();
    private final List<Finding> findings = new ArrayList<>();
    private List<Long> block = List.of();

    BlockTouches(Kernel k, Map<String, Long> sizes, Set<Stmt> known) {
        this.sizes = sizes;
        this.known = known;
        this.grid = k.body().args().subList(k.params().size(), k.body().args().size());
        k.params().forEach(p -> types.put(p.name(), (BufferType) p.type()));
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.op() instanceof TileOp.Store t) {
                k.params().stream().filter(p -> p.value().equals(t.buffer())).map(Param::name).forEach(n -> stores.put(n, s));
            }
        });
    }

    @Override
    public void step(Stmt s, Bindings at, Runnable evaluate) {
        if (open.isEmpty()) {
            block = grid.stream().map(v -> at.contents(v).map(BlockTouches::number).orElse(0L)).toList();
        }
        open.run(s, evaluate);
    }

    private static long number(Contents c) {
        return c.code(0);
    }

    @Override
    public void touches(String parameter, String field, long element, boolean writes) {
        Stmt s = open.innermost();
        Place p = new Place(parameter, field, element);
        if (writes) {
            written.add(p);
        }
        if (s.op() instanceof TileOp.Store) {
            conflict(s, p, writers.putIfAbsent(p, block), "both write ");
            conflict(s, p, readers.get(p), "one reads what the other writes, ");
            parts(parameter, element).forEach(b -> conflict(s, b, byteWriters.putIfAbsent(b, block), "both write parts of a byte, of "));
        } else if (s.op() instanceof TileOp.Load || s.op() instanceof TileOp.CopyBegin) {
            conflict(s, p, writers.get(p), "one reads what the other writes, ");
            readers.putIfAbsent(p, block);
        }
    }

    /** The bytes in which an element shares bits with others. */
    private List<Place> parts(String parameter, long element) {
        BufferType t = types.get(parameter);
        if (t == null || !BufferType.inBits(t.format())) {
            return List.of();
        }
        long bit = element * t.unitBits();
        long last = bit + ((DType) t.format()).bits() - 1;
        return java.util.stream.LongStream.rangeClosed(bit / 8, last / 8).mapToObj(b -> new Place(parameter, "byte", b)).toList();
    }

    private void conflict(Stmt s, Place p, @Nullable List<Long> other, String what) {
        if (other != null && !other.equals(block) && known.add(s)) {
            findings.add(Finding.of(Kind.RACE, s, "blocks " + other + " and " + block + " of the grid: " + what + "element " + p.at() + " of " + p.parameter()
                    + " in memory", Sizes.text(sizes)));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /** The innermost statement that stopped. */
    Optional<Stmt> failed() {
        return open.failed();
    }

    boolean stores(String parameter) {
        return stores.containsKey(parameter);
    }

    Optional<Stmt> store(String parameter) {
        return Optional.ofNullable(stores.get(parameter));
    }

    /** The first element that nobody wrote, in words. */
    Optional<String> unwritten(String parameter, BufferType t, long[] shape) {
        long n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        long[] strides = t.strides().stream().mapToLong(e -> e.eval(intarsia.ir.Symbols.of(sizes))).toArray();
        for (long i = 0; i < n; i++) {
            long[] index = new long[shape.length];
            long rest = i;
            long at = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                index[d] = rest % shape[d];
                rest /= shape[d];
                at += index[d] * strides[d];
            }
            if (!written.contains(new Place(parameter, TileOp.VALUE, at))) {
                return Optional.of("element " + Arrays.toString(index));
            }
        }
        return Optional.empty();
    }
}
