package intarsia.ir;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What can be said of every op from the components of its record alone. */
public final class Ops {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.read(type);
        }
    };
    /** The declared types of components that hold values. */
    private static final Set<Class<?>> HOLDERS = Set.of(Value.class, Optional.class, List.class, LaneOp.Address.class);
    /** Ops of tensors whose names another level has too. */
    private static final Set<String> OF_TENSORS = Set.of("convert", "map", "index", "fold", "scan", "slice", "rotate");
    /** Op record by the word that begins it in text; an op of several words, as {@code add, sub}, stands there with each. */
    private static final Map<String, Class<? extends Op>> BY_MNEMONIC = mnemonics();

    private Ops() {
    }

    /** The components of a record and its canonical constructor. */
    public static final class Shape {
        private final RecordComponent[] components;
        /** Kept, for a component copies its accessor whenever it is asked for it. */
        private final Method[] accessors;
        private final Constructor<?> constructor;
        /** The word that begins the op in text, unless it stands in the first component. */
        private final String word;
        private final boolean named;
        /** Components that hold values, perhaps, and those that are regions. */
        private final int[] values;
        private final int[] regions;

        private Shape(RecordComponent[] components, Constructor<?> constructor) {
            this.components = components;
            this.accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
            this.constructor = constructor;
            this.word = word(constructor.getDeclaringClass());
            this.named = components.length > 0 && Op.Mnemonic.class.isAssignableFrom(components[0].getType());
            this.values = where(HOLDERS::contains);
            this.regions = where(t -> t == Region.class);
        }

        private int[] where(Predicate<Class<?>> type) {
            return IntStream.range(0, components.length).filter(i -> type.test(components[i].getType())).toArray();
        }

        /** The components, in order. */
        public List<RecordComponent> components() {
            return List.of(components);
        }

        /** The shape of a record type. */
        public static Shape of(Class<?> type) {
            return SHAPES.get(type);
        }

        private static Shape read(Class<?> type) {
            RecordComponent[] c = type.getRecordComponents();
            try {
                return new Shape(c, type.getDeclaredConstructor(Arrays.stream(c).map(RecordComponent::getType).toArray(Class[]::new)));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " is no record", e);
            }
        }

        /** The values of its components. */
        public Object[] read(Object record) {
            Object[] found = new Object[components.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = component(record, i);
            }
            return found;
        }

        private Object component(Object record, int i) {
            try {
                return accessors[i].invoke(record);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A record of these components; what its constructor throws is thrown. */
        public Object make(Object[] values) {
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException r) {
                    throw r;
                }
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The word that begins the op in text. */
    public static String mnemonic(Op op) {
        Shape shape = Shape.of(op.getClass());
        return shape.named ? ((Op.Mnemonic) shape.component(op, 0)).text() : shape.word;
    }

    /** The record that a mnemonic begins, if there is one. */
    public static Optional<Class<? extends Op>> byMnemonic(String word) {
        return Optional.ofNullable(BY_MNEMONIC.get(word));
    }

    /** All mnemonics, sorted. */
    public static List<String> allMnemonics() {
        return BY_MNEMONIC.keySet().stream().sorted().toList();
    }

    /** The values an op takes from outside: operands, not those its regions define. */
    public static List<Value> operands(Op op) {
        List<Value> found = new ArrayList<>();
        Shape shape = Shape.of(op.getClass());
        for (int i : shape.values) {
            collect(shape.component(op, i), found);
        }
        return found;
    }

    private static void collect(Object component, List<Value> found) {
        switch (component) {
            case Value v -> found.add(v);
            case Optional<?> o -> o.ifPresent(x -> collect(x, found));
            case List<?> list -> list.forEach(x -> collect(x, found));
            case LaneOp.Address a -> {
                for (Object c : Shape.of(LaneOp.Address.class).read(a)) {
                    collect(c, found);
                }
            }
            default -> { }
        }
    }

    /** Regions of an op, in order. */
    public static List<Region> regions(Op op) {
        Shape shape = Shape.of(op.getClass());
        if (shape.regions.length == 0) {
            return List.of();
        }
        List<Region> found = new ArrayList<>();
        for (int i : shape.regions) {
            found.add((Region) shape.component(op, i));
        }
        return found;
    }

    /** The same op over other operands and regions; the very same object when nothing changed. */
    public static Op map(Op op, UnaryOperator<Value> values, UnaryOperator<Region> regions) {
        Shape shape = Shape.of(op.getClass());
        Object[] old = shape.read(op);
        Object[] now = new Object[old.length];
        boolean same = true;
        for (int i = 0; i < old.length; i++) {
            now[i] = mapComponent(old[i], values, regions);
            same &= now[i] == old[i];
        }
        return same ? op : (Op) shape.make(now);
    }

    private static Object mapComponent(Object c, UnaryOperator<Value> values, UnaryOperator<Region> regions) {
        return switch (c) {
            case Value v -> values.apply(v);
            case Region r -> regions.apply(r);
            case Optional<?> o -> {
                Optional<Object> now = o.map(x -> mapComponent(x, values, regions));
                yield now.equals(o) ? o : now;
            }
            case List<?> list -> {
                List<Object> now = new ArrayList<>(list.size());
                boolean same = true;
                for (Object x : list) {
                    Object y = mapComponent(x, values, regions);
                    same &= y == x;
                    now.add(y);
                }
                yield same ? list : now;
            }
            case LaneOp.Address a -> {
                Shape shape = Shape.of(LaneOp.Address.class);
                Object[] old = shape.read(a);
                Object[] now = new Object[old.length];
                for (int i = 0; i < old.length; i++) {
                    now[i] = mapComponent(old[i], values, regions);
                }
                yield Arrays.equals(old, now) ? a : shape.make(now);
            }
            default -> c;
        };
    }

    /** The same op over other operands. */
    public static Op mapOperands(Op op, UnaryOperator<Value> values) {
        return map(op, values, r -> r);
    }

    /** Visits a region, its statements and the regions inside them, in order. */
    public static void walk(Region region, Consumer<Region> regions, Consumer<Stmt> statements) {
        regions.accept(region);
        for (Stmt s : region.body()) {
            statements.accept(s);
            regions(s.op()).forEach(r -> walk(r, regions, statements));
        }
    }

    /** Whether the op, or anything inside it, has an effect. */
    public static boolean hasEffect(Op op) {
        if (op instanceof Op.Effect) {
            return true;
        }
        for (Region r : regions(op)) {
            for (Stmt s : r.body()) {
                if (hasEffect(s.op())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, Class<? extends Op>> mnemonics() {
        Map<String, Class<? extends Op>> map = new LinkedHashMap<>();
        records(Op.class, type -> {
            RecordComponent[] c = type.getRecordComponents();
            if (c.length > 0 && Op.Mnemonic.class.isAssignableFrom(c[0].getType())) {
                for (Object m : c[0].getType().getEnumConstants()) {
                    put(map, ((Op.Mnemonic) m).text(), type);
                }
            } else {
                put(map, word(type), type);
            }
        });
        return Map.copyOf(map);
    }

    private static void put(Map<String, Class<? extends Op>> map, String word, Class<? extends Op> type) {
        if (map.putIfAbsent(word, type) != null) {
            throw new IllegalStateException("two ops are called '" + word + "'");
        }
    }

    private static void records(Class<?> type, Consumer<Class<? extends Op>> found) {
        if (type.isRecord()) {
            found.accept(type.asSubclass(Op.class));
            return;
        }
        for (Class<?> t : type.getPermittedSubclasses()) {
            records(t, found);
        }
    }

    /** The words of the record's name, with dots; tensor ops whose name another level has too have {@code tensor.} before it. */
    private static String word(Class<?> type) {
        String name = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", ".").toLowerCase(Locale.ROOT);
        return type.getEnclosingClass() == TensorOp.class && OF_TENSORS.contains(name) ? "tensor." + name : name;
    }
}
