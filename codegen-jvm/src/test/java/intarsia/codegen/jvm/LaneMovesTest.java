package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneMovesTest {
    private static final int[] A = IntStream.range(0, Words.SIZE).map(i -> 1000 + i).toArray();
    private static final String LOAD = "%10: <i32> = ld unit.global(%0, %6, 0), 32, false, 1\n";
    private static final String STORE = "\nst unit.global(%3, %6, 0), 32, [%20]";

    private static void expect(int lanes, String body, int[] b, IntUnaryOperator want) {
        int[] found = Arrays.copyOf(Words.run(lanes, body, A, b, 3), lanes);
        assertArrayEquals(IntStream.range(0, lanes).map(want).toArray(), found);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void exchangeSwapsLanesAtADistance(int lanes) {
        for (int d = 0; d < lanes; d++) {
            int distance = d;
            expect(lanes, LOAD + "%20: <i32> = exchange %10, " + d + STORE, A, l -> A[l ^ distance]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void rotateTakesTheLaneAhead(int lanes) {
        for (int d : new int[] {0, 1, lanes - 1, lanes, -1, 33}) {
            expect(lanes, LOAD + "%20: <i32> = rotate %10, " + d + STORE, A, l -> A[Math.floorMod(l + d, lanes)]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void permuteTakesTheLaneOfAnIndexFromMemoryOrAConstant(int lanes) {
        int[] index = IntStream.range(0, lanes).map(l -> (l * 5 + 1) % lanes).toArray();
        String constant = Arrays.toString(index);
        expect(lanes, LOAD + "%11: <i32> = ld unit.global(%1, %6, 0), 32, false, 1\n%20: <i32> = permute %10, %11" + STORE, index, l -> A[index[l]]);
        expect(lanes, LOAD + "%11: <i32> = lanes " + constant + "\n%20: <i32> = permute %10, %11" + STORE, index, l -> A[index[l]]);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void floatsAndMasksMoveAsIntsDo(int lanes) {
        expect(lanes, LOAD + """
            %11: <f32> = bits %10
            %12: <f32> = exchange %11, 1
            %20: <i32> = bits %12""" + STORE, A, l -> A[l ^ 1]);
        expect(lanes, LOAD + """
            %11: <i32> = const 1001
            %12: <i1> = cmp.lt %10, %11
            %13: <i1> = rotate %12, 1
            %20: <i32> = cvt.s32.i1 %13""" + STORE, A, l -> l == lanes - 1 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void tableSelectsOverOneToFourTables(int lanes) {
        for (int tables = 1; tables <= 4 && tables * lanes <= Words.SIZE; tables++) {
            int words = tables * lanes;
            int[] index = IntStream.range(0, lanes).map(l -> (l * 13 + words - 1) % words).toArray();
            StringBuilder body = new StringBuilder("%9: <i32> = ld unit.global(%1, %6, 0), 32, false, 1\n");
            StringBuilder names = new StringBuilder();
            for (int t = 0; t < tables; t++) {
                body.append("%").append(10 + t).append(": <i32> = ld unit.global(%0, %6, ").append(4 * lanes * t).append("), 32, false, 1\n");
                names.append(t == 0 ? "" : ", ").append("%").append(10 + t);
            }
            expect(lanes, body + "%20: <i32> = table [" + names + "], %9" + STORE, index, l -> A[index[l]]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void tableByHalvesSelectsHalvesOverOneToFourTables(int lanes) {
        for (int tables = 1; tables <= 4 && tables * lanes <= Words.SIZE; tables++) {
            int halves = 2 * tables * lanes;
            int[] words = IntStream.range(0, tables * lanes).map(i -> (300 * i - 7 & 0xffff) | (-5 * i - 1) << 16).toArray();
            int[] index = IntStream.range(0, lanes).map(l -> (l * 13 + halves - 1) % halves | (l * 29) % halves << 16).toArray();
            StringBuilder body = new StringBuilder("%9: <i32> = ld unit.global(%1, %6, 0), 32, false, 1\n%19: <i16x2> = bits %9\n");
            for (int t = 0; t < tables; t++) {
                body.append("%").append(10 + t).append(": <i32> = ld unit.global(%0, %6, ").append(4 * lanes * t).append("), 32, false, 1\n");
                body.append("%").append(14 + t).append(": <i16x2> = bits %").append(10 + t).append("\n");
            }
            String names = IntStream.range(14, 14 + tables).mapToObj(t -> "%" + t).collect(Collectors.joining(", "));
            String text = body + "%18: <i16x2> = table [" + names + "], %19\n%20: <i32> = bits %18" + STORE;
            int[] found = Arrays.copyOf(Words.run(lanes, text, words, index, 3), lanes);
            IntUnaryOperator half = i -> words[i / 2] >>> i % 2 * 16 & 0xffff;
            assertArrayEquals(IntStream.range(0, lanes).map(l -> half.applyAsInt(index[l] & 0xffff) | half.applyAsInt(index[l] >>> 16) << 16).toArray(), found);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void extractSplatAndLanesMoveBetweenScalarsAndLanes(int lanes) {
        expect(lanes, LOAD + "%11: i32 = extract %10, " + (lanes - 1) + "\n%20: <i32> = splat %11" + STORE, A, _ -> A[lanes - 1]);
        expect(lanes, "%20: <i32> = lanes [7, 4294967295]" + STORE, A, l -> l % 2 == 0 ? 7 : -1);
        expect(lanes, """
            %10: i1 = const 1
            %11: <i1> = splat %10
            %12: <i1> = lanes [0, 1]
            %13: <i1> = and %11, %12
            %14: i1 = extract %13, 1
            %15: <i1> = splat %14
            %16: <i1> = xor %15, %13
            %20: <i32> = cvt.s32.i1 %16""" + STORE, A, l -> 1 - l % 2);
    }
}
