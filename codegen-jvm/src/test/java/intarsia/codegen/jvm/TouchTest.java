package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TouchTest {
    private static final int TRIPS = 64;

    /** Sums of TRIPS vectors, each touched three trips before. */
    private static final String BODY = """
        %10: i64 = const 0
        %11: i64 = const 1
        %12: i64 = const 64
        %13: i64 = const 3
        %14: i64 = const 63
        %15: <i32> = const 0
        %16: <i32> = for %10, %12, %11, [%15], { (%17: i64, %18: <i32>)
          %19: i64 = add %17, %13
          %20: i64 = min %19, %14
          %21: i64 = mul %20, %7
          touch %0, %21, LAST
          %22: i64 = mul %17, %7
          %23: <i32> = ld unit.global(%0, %22, 0), 32, false, 1
          %24: <i32> = add %18, %23
          yield %24
        }
        st unit.global(%3, %6, 0), 32, [%16]
        """;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void aTouchReadsTheByteItNamesAndNoneBeyond(int lanes) {
        assumeTrue(GuardedPages.available(), "unmapped pages are made with Linux calls");
        Runner kernel = Runner.of(Runner.text(lanes, BODY.replace("LAST", Integer.toString(4 * lanes - 1))));
        assertTrue(kernel.artefact.listing().contains("OfByte;J)B"), kernel.artefact::listing);
        try (GuardedPages pages = new GuardedPages(); Arena arena = Arena.ofConfined()) {
            int bytes = TRIPS * lanes * Integer.BYTES;
            MemorySegment in = pages.memory().asSlice(pages.memory().byteSize() - bytes);
            int[] want = new int[lanes];
            for (int i = 0; i < TRIPS * lanes; i++) {
                in.setAtIndex(ValueLayout.JAVA_INT, i, 0x9e37_79b9 * i);
                want[i % lanes] += 0x9e37_79b9 * i;
            }
            MemorySegment out = arena.allocate((long) lanes * Integer.BYTES, 64);
            long[] args = {in.address(), 0, 0, out.address(), 0};
            kernel.run(args, 0, 2);
            assertArrayEquals(want, out.toArray(ValueLayout.JAVA_INT));
            kernel.plain().run(args, 0, 1);
            assertArrayEquals(want, out.toArray(ValueLayout.JAVA_INT));
        }
    }
}
