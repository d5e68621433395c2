package intarsia.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Architecture;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Options;
import intarsia.decoder.model.RotaryPairs;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramKeyTest {
    private static final Architecture LLAMA = Architecture.of("llama");
    private static final ModelConfig CONFIG = new ModelConfig(LLAMA, 2, 64, 96, 8, 4, 8, 16, 1e-5f, 1e4f, List.of(), 512, 100, true);
    private static final Options OPTIONS = new Options(64, 256, 1, DType.F32);
    private static final Map<String, Format> FORMATS = new LinkedHashMap<>(Map.of("a", Format.parse("f32")));

    private final Set<String> keys = new HashSet<>(Set.of(key(CONFIG, OPTIONS)));

    private static String key(ModelConfig c, Options o) {
        return ProgramKey.of("token", c, FORMATS, o, "rules");
    }

    /** The record with another value of one component. */
    private static Record other(Record r, int component) throws ReflectiveOperationException {
        RecordComponent[] components = r.getClass().getRecordComponents();
        List<Object> values = new ArrayList<>();
        for (RecordComponent c : components) values.add(c.getAccessor().invoke(r));
        values.set(component, other(values.get(component)));
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        return r.getClass().getDeclaredConstructor(types).newInstance(values.toArray());
    }

    private static Object other(Object value) {
        return switch (value) {
            case Integer i -> 2 * i;
            case Float f -> Math.nextUp(f);
            case Boolean b -> !b;
            case String s -> s + "2";
            case RotaryPairs p -> p == RotaryPairs.HALVES ? RotaryPairs.INTERLEAVED : RotaryPairs.HALVES;
            case Architecture a -> new Architecture(a.ggufName(), RotaryPairs.HALVES, true, true, true);
            case List<?> list -> list.isEmpty() ? List.of(1.0, 2.0, 3.0, Math.nextUp(4.0)) : List.of();
            case Activations a -> a == Activations.F32 ? Activations.I8 : Activations.F32;
            case DType t -> t.equals(DType.F32) ? DType.F16 : DType.F32;
            default -> throw new IllegalStateException("no other value of " + value.getClass());
        };
    }

    @Test
    void everyPartOfConfigurationArchitectureAndOptionsIsInIt() throws ReflectiveOperationException {
        for (int i = 0; i < ModelConfig.class.getRecordComponents().length; i++) {
            String name = ModelConfig.class.getRecordComponents()[i].getName();
            // twice the query heads are a multiple of the key heads; twice the key heads are too
            assertTrue(keys.add(key((ModelConfig) other(CONFIG, i), OPTIONS)), name);
        }
        for (int i = 0; i < Architecture.class.getRecordComponents().length; i++) {
            Architecture a = (Architecture) other(LLAMA, i);
            ModelConfig c = new ModelConfig(a, 2, 64, 96, 8, 4, 8, 16, 1e-5f, 1e4f, List.of(), 512, 100, true);
            assertTrue(keys.add(key(c, OPTIONS)), Architecture.class.getRecordComponents()[i].getName());
        }
        for (int i = 0; i < Options.class.getRecordComponents().length; i++) {
            assertTrue(keys.add(key(CONFIG, (Options) other(OPTIONS, i))), Options.class.getRecordComponents()[i].getName());
        }
    }

    @Test
    void formatsByNameAndTheProgramAreInItToo() {
        for (Map<String, Format> formats : List.of(Map.of("a", Format.parse("f16")), Map.of("b", Format.parse("f32")), Map.<String, Format>of())) {
            assertTrue(keys.add(ProgramKey.of("token", CONFIG, formats, OPTIONS, "rules")));
        }
        assertTrue(keys.add(ProgramKey.of("prompt", CONFIG, FORMATS, OPTIONS, "rules")));
        assertTrue(keys.add(ProgramKey.of("token", CONFIG, FORMATS, OPTIONS, "tuned 1")));
        assertEquals(key(CONFIG, OPTIONS), key(CONFIG, OPTIONS));
    }
}
