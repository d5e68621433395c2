package intarsia.passes.cost;

import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.util.Optional;
import java.util.Set;

/** A small kernel as a sample. */
final class FeaturesSamples {
    private FeaturesSamples() {
    }

    static Sample sample(String problem, boolean ran) {
        var kernel = Parser.parse("""
            intarsia 1
            lane kernel copy {
              in x %0: ptr
              out y %1: ptr
              grid [8]
              lanes 8 warps 1
              blocks { (%2: i64)
                %3: i64 = const 32
                %4: i64 = mul %2, %3
                %5: <f32> = ld unit.global(%0, %4, 0), 32, false, 1
                st unit.global(%1, %4, 0), 32, [%5]
              }
            }
            """);
        Target target = new Target("jvm", "test", 8, 1, 16, Set.of());
        return ran ? new Sample(problem, "a 1", kernel, Optional.empty(), target, Setting.ALONE, Optional.of(new Sample.Time(12.5, 0.25)), Optional.empty(), Labels.of(3, 0, 99))
            : new Sample(problem, "a 2", kernel, Optional.empty(), target, Setting.ALONE, Optional.empty(), Optional.of("no\tcode"), Labels.NONE);
    }
}
