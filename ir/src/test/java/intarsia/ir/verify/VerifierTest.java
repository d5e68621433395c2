package intarsia.ir.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.DotAtom;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.text.EveryOp;
import intarsia.ir.text.Parser;
import intarsia.ir.text.TextException;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every invariant has a kernel that breaks it. */
class VerifierTest {
    private static Kernel tile(String statements) {
        return Parser.parse("""
                intarsia 1
                tile kernel k {
                  symbol n runtime 0..100
                  in x %0: global f32[n, 8]
                  out y %1: global f32[n, 8]
                  grid [2]
                  block (%2: i64)
                  %3: f32[4,8] = load %0, "value", [0, 1], [%2, %2], [], []
                  %4: f32[8] = const 1.0
                  %5: i32[4,8] = const 7
                  %6: i32 = const 1
                  %7: i1 = const 1
                  %8: nf4[8] = const 0x1
                """ + statements + "\n}\n");
    }

    private static Kernel lane(String statements) {
        return Parser.parse("""
                intarsia 1
                lane kernel k {
                  in x %0: ptr
                  in n %1: i64
                  grid [2]
                  lanes 4 warps 2
                  blocks { (%2: i64)
                  %3: <i32> = lanes [0, 1, 2, 3]
                  %4: <f32> = const 1.0
                  %5: <i16x2> = bits %3
                  %6: i32 = warp
                  %7: i32 = const 0
                  %8: i1 = cmp.eq %6, %7
                """ + statements + "\n  }\n}\n");
    }

    private static Kernel graph(String statements, String yield) {
        return Parser.parse("""
                intarsia 1
                tensor kernel k {
                  in x %0: tensor f32[t:4, k:8]
                  inout kv %1: tensor f16[s:64, k:8]
                  out y %2: tensor f32[t:4, k:8]
                """ + statements + "\n yield " + yield + "\n}\n");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                // levels
                Arguments.of(tile("%9: i32 = warp"), "warp may not stand in a kernel of the tile level"),
                Arguments.of(tile("%9: <i32> = const 1"), "%9 is a <i32>, no value of the tile level"),
                Arguments.of(lane("%9: f32[4] = const 1.0"), "no value of the lane level"),
                Arguments.of(lane("%9: i64 = cast %6"), "cast at the lane level; wanted cvt"),
                Arguments.of(lane("%9: <f32> = exp %4"), "exp at the lane level; passes expand it"),
                Arguments.of(lane("%9: i64 = size n"), "size n at the lane level"),
                Arguments.of(graph("%3: f32 = const 1.0", "%0, %1"), "const may not stand in a kernel of the tensor level"),
                Arguments.of(graph("%3: tensor f32[t:4, k:8] = tensor.map [%0], { (%4: f32)\n %5: i1 = const 1\n assume %5\n yield %4 }",
                        "%3, %1"), "assume may not stand in the body of a map"),
                Arguments.of(graph("%3: tensor f32[t:4, k:8] = tensor.map [%0], { (%4: f32)\n %5: i1 = const 1\n %6: f32 = if %5, { yield %4\n }, { yield %4\n }\n yield %6 }",
                        "%3, %1"), "control in the body of a map"),
                // symbols
                Arguments.of(tile("%9: i64 = size m"), "symbol m is not declared; known: [n]"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: global f32[m]\n grid []\n}"), "symbol m in m is not declared"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n grid [g]\n block (%0: i64)\n}"), "symbol g in g is not declared"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n symbol n runtime 0..1\n symbol n constant 0..1\n grid []\n}"), "symbol n is declared 2 times"),
                // parameters
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: ptr\n grid []\n}"), "parameter x is a ptr; wanted global"),
                Arguments.of(Parser.parse("intarsia 1\nlane kernel k {\n in x %0: i32\n grid []\n lanes 4 warps 1\n blocks { (%1: i64)\n }\n}"), "wanted ptr or i64"),
                Arguments.of(Parser.parse("intarsia 1\ntensor kernel k {\n in x %0: ptr\n}"), "wanted tensor"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: global f32[2]\n in x %1: global f32[2]\n grid []\n}"), "parameter x is declared 2 times"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: global f32[2] range 0..3\n grid []\n}"), "elements that are no integers"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: global i32[2] range 4..3\n grid []\n}"), "holds nothing"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n grid [2]\n}"), "then an i64 for each of 1 grid dimensions"),
                Arguments.of(tile("store %0, \"value\", [0, 1], [%2, %2], [], [], %3"), "store to x, which is only read"),
                Arguments.of(tile("%9: f32[4,8] = load %1, \"value\", [0, 1], [%2, %2], [], []"), "load of y, which is only written"),
                Arguments.of(tile("store.at %0, [%5, %5], [], %3"), "store.at to x, which is only read"),
                Arguments.of(tile("%9: f32[4,8] = load.at %1, [%5, %5], []"), "load.at of y, which is only written"),
                Arguments.of(tile("atomic.add %1, [%5, %5], [], %3"), "atomic.add of y, which is only written; declare it inout"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n in x %0: global u3[9]\n grid []\n %1: i32[4] = iota 0\n %2: u3[4] = load.at %0, [%1], []\n}"),
                        "load.at of elements of 3 bits; wanted one of [1, 2, 4, 8, 16, 32]"),
                Arguments.of(tile("%9: f32[4,8] = popcount %3"), "popcount of f32[4,8], which has no such arithmetic"),
                Arguments.of(lane("%9: <i16x2> = bits %4\n%10: <i16x2> = mulhi.u %9, %9"), "mulhi.u of packed integers <i16x2>; take words"),
                Arguments.of(tile("%9: f32[4,8] = load %0, \"value\", [0, 1], [%6, %2], [], []"), "is a i32; wanted i64"),
                Arguments.of(tile("%9: f32[4,8] = load %0, \"value\", [0, 1], [%2, %2], [0, 0], [%2, %2]"), "wanted each dimension once"),
                // complex elements
                Arguments.of(tile("%9: quaternary[4] = const 0x1\n%10: quaternary[4] = add %9, %9"), "add: quaternary is complex: legal only in complex ops"),
                Arguments.of(tile("%9: quaternary[4] = const 0x1\n%10: f32[4] = cast %9"), "cast: quaternary is complex"),
                Arguments.of(tile("%9: f32[4] = const 1.0\n%10: quaternary[4] = cast %9"), "take its parts, the bits as lut2(1,0,-1,0) (real)"),
                Arguments.of(tile("%9: quaternary[4] = const 0x1\n%10: u1[4] = cmp.eq %9, %9"), "cmp.eq: quaternary is complex"),
                Arguments.of(Parser.parse("intarsia 1\ntensor kernel k {\n in x %0: tensor quaternaryg32[n:32]\n out y %1: tensor f32[n:32]\n"
                        + "%2: tensor f32[n:32] = tensor.convert %0\n yield %2\n}"), "tensor.convert: quaternary is complex"),
                // integers of a limit
                Arguments.of(tile("%9: i16m127[4] = const 5\n%10: i16m127[4] = add %9, %9"), "add of i16m127[4], whose results may lie beyond the limit"),
                Arguments.of(tile("%9: i16m127[4] = const 5\n%10: i16m127[4] = neg %9"), "neg of i16m127[4], whose results may lie beyond the limit"),
                Arguments.of(tile("%9: i16m127[4] = const 5\n%10: i16m127[4] = fma %9, %9, %9"), "fma of i16m127[4], whose results may lie beyond the limit"),
                Arguments.of(tile("%9: i16[4] = const 500\n%10: i16m127[4] = bits %9"), "bits of i16m127[4], whose results may lie beyond the limit"),
                Arguments.of(tile("%9: i16m127[4] = const 5\n%10: i16m127[1] = reduce.sum %9, 0"), "sum of i16m127, whose results may lie beyond the limit"),
                Arguments.of(tile("%9: i16m127[4,4] = const 5\n%10: i16m127[4,4] = dot %9, %9, %9, \"any\""), "dot in i16m127, whose sums may lie beyond the limit"),
                // yields
                Arguments.of(graph("", "%0"), "wanted [y: tensor f32[t:4, k:8], kv: tensor f16[s:64, k:8]]"),
                Arguments.of(graph("", "%1, %0"), "what it writes: out, then inout"),
                Arguments.of(tile("yield %3"), "wanted nothing"),
                // arithmetic
                Arguments.of(tile("%9: f32[4,8] = and %3, %3"), "and of f32[4,8], which has no such arithmetic"),
                Arguments.of(tile("%9: f32[4,8] = div.u %3, %3"), "div.u of f32[4,8]"),
                Arguments.of(tile("%9: f32[4,8] = shl %3, %6"), "shl of f32[4,8]"),
                Arguments.of(tile("%9: i32[4,8] = sqrt %5"), "sqrt of i32[4,8]"),
                Arguments.of(tile("%9: f32[4,8] = not %3"), "not of f32[4,8]"),
                Arguments.of(tile("%9: u1[4,8] = cmp.lt.u %3, %3"), "cmp.lt.u of f32[4,8]"),
                Arguments.of(tile("%9: i1 = add %7, %7"), "add of i1"),
                Arguments.of(lane("%9: ptr = add %0, %0"), "add of ptr"),
                Arguments.of(lane("%9: <i1> = cmp.lt %5, %5"), "no mask of one bit a lane"),
                Arguments.of(lane("%9: <i16x2> = div %5, %5"), "div of packed integers"),
                Arguments.of(lane("%9: <i32> = fma %3, %3, %3"), "fma of <i32>; wanted floats"),
                Arguments.of(tile("%9: f32[4,8] = select %5, %3, %3"), "select of f32[4,8] by i32[4,8]"),
                Arguments.of(tile("%9: f32[8] = cast %3"), "wanted two scalars, or tiles of one shape"),
                Arguments.of(tile("%9: f16[4,8] = bits %3"), "wanted as many bits"),
                Arguments.of(tile("%9: i32 = for %7, %7, %7, [%6], { (%10: i1, %11: i32)\n yield %11 }"), "wanted three i32 or three i64"),
                Arguments.of(tile("%9: i32 = if %7, { (%10: i32)\n yield %6 }, { yield %6 }"), "the regions of an if take nothing"),
                Arguments.of(tile("%9: i32 = while [%6], { yield %7 }, { (%10: i32)\n yield %10 }"), "a region of while takes []"),
                Arguments.of(tile("%9: i32 = if %6, { yield %6 }, { yield %6 }"), "if of i32; wanted i1"),
                // shapes and element types
                Arguments.of(tile("%9: f32[4] = iota 0"), "iota of f32; wanted i32"),
                Arguments.of(tile("%9: i32[4] = iota 1"), "iota along dimension 1 of rank 1"),
                Arguments.of(tile("%9: i32[32] = reshape %3"), "wanted one element type"),
                Arguments.of(tile("%9: f32[4,8] = reduce.sum %3, 1"), "wanted shape [4, 1]"),
                Arguments.of(tile("%9: f32[4,8] = reduce.sum %3, 2"), "reduce along dimension 2 of rank 2"),
                Arguments.of(tile("%9: nf4[1] = reduce.sum %8, 0"), "cast to an integer or a float first"),
                Arguments.of(tile("%9: f32[4,4] = const 0.0\n%10: f16[4,4] = dot %3, %3, %9, \"any\""), "wanted one type"),
                Arguments.of(tile("%9: i32[4,4] = const 0\n%10: i32[4,4] = dot %3, %3, %9, \"any\""), "wanted integers, or a float sum"),
                Arguments.of(tile("%9: f32[8,4] = convert %3"), "wanted one shape"),
                Arguments.of(tile("%9: f32[4,8] = lookup %3, %5"), "wanted a tile of rank 1"),
                Arguments.of(tile("%9: f32[4,8] = lookup %4, %3"), "wanted integers in the shape and layout"),
                Arguments.of(tile("assume %6"), "assume of i32; wanted i1"),
                Arguments.of(tile("%9: u4[8] = const 0x1f"), "its elements have 4 bits"),
                // layouts
                Arguments.of(tile("%9: f32[8 | [8] v[0.0:8]] = const 0.0"), "has no layout, though other tiles have one"),
                Arguments.of(Parser.parse("intarsia 1\ntile kernel k {\n grid []\n %0: f32[4 | [8] v[0.0:8]] = const 0.0\n}"), "is of shape [8]; the tile has [4]"),
                // lanes
                Arguments.of(lane("blocks { (%9: i64)\n }"), "blocks inside another op"),
                Arguments.of(Parser.parse("intarsia 1\nlane kernel k {\n grid []\n lanes 4 warps 1\n}"), "0 loops over blocks; wanted one"),
                Arguments.of(Parser.parse("intarsia 1\nlane kernel k {\n grid []\n lanes 3 warps 1\n blocks { (%1: i64)\n }\n}"), "wanted a power of two"),
                Arguments.of(Parser.parse("intarsia 1\nlane kernel k {\n grid []\n lanes 4 warps 1\n blocks { (%1: f32)\n }\n}"), "wanted one i32 or i64, and nothing"),
                Arguments.of(lane("if %8, {\n barrier\n }, {\n }"), "barrier under control that depends on the index of the warp"),
                Arguments.of(lane("%9: i32 = if %8, {\n yield %6 }, {\n yield %7 }\n%10: i1 = cmp.eq %9, %7\nif %10, {\n barrier\n }, {\n }"),
                        "barrier under control that depends on the index of the warp"),
                Arguments.of(lane("if %8, {\n %9: ptr = alloc 64\n }, {\n }"), "alloc inside control"),
                Arguments.of(lane("%9: ptr = alloc 0"), "0 bytes of shared memory"),
                Arguments.of(lane("%9: <i32> = exchange %3, 4"), "lane number or distance 4; wanted 0 to 3"),
                Arguments.of(lane("%9: <i32> = rotate %3, -4"), "lane number or distance 4"),
                Arguments.of(lane("%9: i32 = extract %3, 4"), "lane number or distance 4"),
                Arguments.of(lane("%9: <i32> = permute %3, %4"), "index is a <f32>"),
                Arguments.of(lane("%9: <i32> = table [%3, %4], %3"), "tables of several types"),
                Arguments.of(lane("%9: <i16x2> = bits %3\n%10: <i32> = table [%3], %9"), "index is a <i16x2> of tables of <i32>; wanted one type"),
                Arguments.of(lane("%9: <f32> = decode \"u3\", %4"), "index is a <f32>"),
                Arguments.of(lane("%9: <i32> = lanes [0, 1, 2, 3, 4, 5, 6, 7]"), "8 constants for 4 lanes"),
                Arguments.of(lane("%9: <i32> = lanes [4294967296]"), "constants wider than a lane"),
                Arguments.of(lane("%9: <i32> = ld unit.global(%0, %1, 0) mask %3, 32, false, 1"), "mask is a <i32>"),
                Arguments.of(lane("%9: <i32> = ld gather.global(%0, %1, 0) lanes %4, 32, false, 1"), "offsets a lane are <f32>"),
                Arguments.of(lane("%9: <i32> = ld unit.global(%0, %1, 0) stride 4, 32, false, 1"), "stride 4 of a form that has none"),
                Arguments.of(lane("touch %1, %1, 0"), "wanted ptr and i64"),
                Arguments.of(lane("copy.async unit.shared(%0, %1, 0) mask %3, unit.global(%0, %1, 0), 4"), "mask is a <i32>"),
                Arguments.of(lane("copy.async unit.shared(%0, %1, 0), gather.global(%0, %1, 0) lanes %4, 4"), "offsets a lane are <f32>"),
                Arguments.of(lane("%9: <i32> = ldmatrix unit.shared(%0, %1, 0), 1, false"), "ldmatrix in a warp of 4 lanes; wanted 32"),
                Arguments.of(lane("%9: <f16x2> = bits %3\n%10: <f32>, %11: <f32>, %12: <f32>, %13: <f32> = mma \"m16n8k8.f32.f16.f16\", [%9, %9], [%9], [%4, %4, %4, %4]"),
                        "mma in a warp of 4 lanes; wanted 32"),
                // tensors
                Arguments.of(graph("%3: tensor f32[t:4, z:9] = contract %0, %0, any", "%0, %1"), "dimension z:9, which no operand has"),
                Arguments.of(graph("%3: tensor f32[t:4] = tensor.map [%0], { (%4: f32)\n yield %4 }", "%0, %1"), "which lacks k:8"),
                Arguments.of(graph("%3: tensor f32[t:4, k:8] = tensor.map [%0], { (%4: i32)\n yield %4 }", "%0, %1"), "its inputs are [f32]"),
                Arguments.of(graph("%3: tensor f32[t:4, k:8] = tensor.convert %1", "%0, %1"), "wanted the same dimensions"),
                Arguments.of(graph("%3: tensor f16[s:64, k:8] = append %1, %0, [%0]", "%0, %3"), "wanted integers"),
                Arguments.of(graph("%3: tensor f16[s:64, k:8] = append %1, %0, []", "%0, %3"), "append at 0 indices"),
                Arguments.of(graph("%3: tensor f32[t:4, k:4] = tensor.slice %0, \"k\", 5, 4", "%0, %1"), "slice of 4 elements from 5"),
                Arguments.of(graph("%3: tensor f32[t:4] = tensor.index", "%0, %1"), "index of f32; wanted i32"),
                Arguments.of(graph("%3: tensor f32[t:4, g:3, r:2] = rope signed_sin, 10000.0, []", "%0, %1"), "2 signs where it is signed"),
                Arguments.of(graph("%3: tensor f32[t:4, r:2] = rope cos, -1.0, []", "%0, %1"), "wanted positive numbers"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenKernelIsReported(Kernel k, String part) {
        List<Problem> problems = Verifier.verify(k);
        assertTrue(problems.stream().anyMatch(p -> p.message().contains(part)), () -> "wanted: " + part + "\nfound: " + problems);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("copy.async unit.global(%0, %1, 0), unit.global(%0, %1, 0), 4", "copy.async from global to global; wanted from global to shared"),
                Arguments.of("copy.async unit.shared(%0, %1, 0), unit.global(%0, %1, 0), 12", "copy.async of 12 bytes a lane; wanted 4, 8 or 16"),
                Arguments.of("copy.async unit.shared(%0, %1, 0), splat.global(%0, %1, 0), 4", "copy.async in form splat; wanted unit, strided or gather"),
                Arguments.of("wait -1", "wait for all but -1 groups"),
                Arguments.of("%9: <i32> = ldmatrix unit.global(%0, %1, 0), 1, false", "ldmatrix from global; wanted shared"),
                Arguments.of("%9: <i32> = ldmatrix unit.shared(%0, %1, 0), 3, false", "ldmatrix of 3 matrices"),
                Arguments.of("%9: <i1> = ldmatrix unit.shared(%0, %1, 0), 1, false", "ldmatrix as <i1>; wanted a word"),
                Arguments.of("%9: <i32> = mma \"m8n8k4\", [%3], [%3], [%3]", "no dot atom 'm8n8k4'; known: [mac.f32, mac16, dot4.s.s,"),
                Arguments.of("%9: <i32> = mma \"dot4.s.s\", [%3], [%3], [%3]", "mma of atom dot4.s.s; known: [m16n8k16.f32.f16.f16,"),
                Arguments.of("%9: <i32> = mma \"m16n8k8.f32.f16.f16\", [%3], [%3], [%3]", "with A of [<i32>]; wanted [<f16x2>, <f16x2>]"),
                Arguments.of("%9: <i32> = dot4.s.u %3, %3, %3", "dot4.s.u of <i32>, <i32>, <i32>; wanted <i8x4>, <i8x4>, <i32>"),
                Arguments.of("%9: <f16x2> = cvt.f16x2.f32 %4, %3", "cvt.f16x2.f32 of <f32> and <i32>"),
                Arguments.of("red splat.global(%0, %1, 0), add, %3", "red.splat by add of <i32>; wanted words of i32, f32 for add alone"),
                Arguments.of("red unit.global(%0, %1, 0), min, %4", "red.unit by min of <f32>; wanted words of i32, f32 for add alone"),
                Arguments.of("red uniform.global(%0, %1, 0), add, %3", "and a scalar in form uniform alone"),
                Arguments.of("%9: <i32> = bytes %3, %4, [0, 1, 2]", "bytes [0, 1, 2]; wanted four numbers from 0 to 15"),
                Arguments.of("%9: <i32> = bytes %3, %4, [0, 1, 2, 16]", "wanted four numbers from 0 to 15"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anOpThatItsRecordCannotHoldIsNotRead(String statement, String part) {
        String message = String.valueOf(assertThrows(TextException.class, () -> lane(statement)).getMessage());
        assertTrue(message.contains(part), message);
    }

    static Stream<Arguments> refusedTiles() {
        return Stream.of(
                Arguments.of("%9: f32[4,8] = load.at %0, [%5], []", "load.at at 1 indices of global f32[n, 8]; wanted 2"),
                Arguments.of("%9: f32[4,8] = load.at %0, [%5, %4], []", "load.at at f32[8]; wanted i32[4, 8], or an i64 for all"),
                Arguments.of("%9: f32[4,8] = load.at %0, [%5, %2], [%5]", "wanted nothing or one u1[4, 8]"),
                Arguments.of("store.at %1, [%5, %5], [], %5", "store.at of i32[4,8] in global f32[n, 8]; wanted a tile of f32"),
                Arguments.of("atomic.or %1, [%5, %5], [], %3", "atomic.or of f32; wanted i32 or u32"));
    }

    @ParameterizedTest
    @MethodSource("refusedTiles")
    void aTileOpThatItsRecordCannotHoldIsNotRead(String statement, String part) {
        String message = String.valueOf(assertThrows(TextException.class, () -> tile(statement)).getMessage());
        assertTrue(message.contains(part), message);
    }

    private static final Value A = new Value(0, ScalarType.I64);
    private static final Value B = new Value(1, ScalarType.I64);

    private static List<Problem> body(Stmt... statements) {
        return Verifier.verify(new Kernel("k", Level.TILE, List.of(), List.of(), List.of(), 0, 0, Region.of(List.of(statements))));
    }

    private static Stmt constant(Value v) {
        return new Stmt(List.of(v), Consts.i64(1), Source.NONE);
    }

    private static void reports(List<Problem> problems, String part) {
        assertTrue(problems.stream().anyMatch(p -> p.message().contains(part)), problems.toString());
    }

    @Test
    void valuesAreDefinedOnceAndBeforeTheirUses() {
        reports(body(constant(A), constant(A)), "%0 is defined twice");
        reports(body(new Stmt(List.of(B), new CommonOp.Binary(BinaryOp.ADD, A, A), Source.NONE), constant(A)), "it is defined nowhere before");
        Value other = new Value(0, ScalarType.F32);
        reports(body(constant(A), new Stmt(List.of(new Value(1, ScalarType.F32)), new CommonOp.Binary(BinaryOp.ADD, other, other), Source.NONE)), "there it is a i64");
    }

    @Test
    void aValueEndsWithItsRegion() {
        Value cond = new Value(2, ScalarType.I1);
        Stmt branch = new Stmt(List.of(), new CommonOp.If(cond, Region.of(List.of(constant(A))), Region.of(List.of())), Source.NONE);
        reports(body(new Stmt(List.of(cond), Consts.i1(true), Source.NONE), branch,
                new Stmt(List.of(B), new CommonOp.Binary(BinaryOp.ADD, A, A), Source.NONE)), "it is defined in a region that has ended");
        reports(body(new Stmt(List.of(cond), Consts.i1(true), Source.NONE),
                new Stmt(List.of(B), new CommonOp.If(cond, new Region(List.of(), List.of(), List.of(A)), new Region(List.of(), List.of(constant(A)), List.of(A))),
                        Source.NONE)), "yields %0: i64, which is not defined there");
    }

    @Test
    void regionsNestOnlySoDeep() {
        Value cond = new Value(0, ScalarType.I1);
        Region r = Region.of(List.of());
        for (int i = 0; i < 100; i++) {
            r = Region.of(List.of(new Stmt(List.of(), new CommonOp.If(cond, r, Region.of(List.of())), Source.NONE)));
        }
        Stmt first = new Stmt(List.of(cond), Consts.i1(true), Source.NONE);
        reports(body(first, r.body().getFirst()), "nested deeper than 32");
    }

    @Test
    void aResultOfAGraphIsNoOperand() {
        TensorType t = TensorType.of(DType.F32, new TensorType.Dim("n", Expr.of(4)));
        Value out = new Value(0, t);
        Kernel k = new Kernel("k", Level.TENSOR, List.of(), List.of(new Param("y", Param.Access.OUT, out)), List.of(), 0, 0,
                new Region(List.of(out), List.of(), List.of(out)));
        reports(Verifier.verify(k), "yields %0");
    }

    @Test
    void everyProblemIsReportedWithItsStatementAndLine() {
        List<Problem> problems = Verifier.verify(tile("assume %6\n%9: f32[4,8] = not %3"));
        assertEquals(2, problems.size(), problems.toString());
        assertEquals("assume %6", problems.getFirst().statement());
        assertEquals(14, problems.getFirst().source().line());
    }

    @Test
    void aTargetRefusesWhatItLacks() {
        Target bare = new Target("test", "bare", 8, 1, 16, Set.of());
        Kernel k = lane("""
            %9: <f32> = round %4
            %10: <i32> = cvt.f16.f32 %4
            %11: <i32> = cvt.s32.rn.f32 %4
            %12: <i32>, %13: <i32> = ld unit.global(%0, %1, 0), 32, false, 2
            %14: f32 = const 1.0
            %15: i32 = cvt.f16.f32 %14
            %16: <i16x2> = bits %3
            %17: <i16x2> = table [%16], %16""");
        List<Problem> problems = Verifier.verify(k, bare);
        for (String part : List.of("4 lanes; test-bare-8x1 has 8", "2 warps; test-bare-8x1 has at most 1", "round of [<f32>] on test-bare-8x1, which lacks round",
                "lacks cvt_f16_word", "lacks unit_multiple", "lacks cvt_f16_scalar", "lacks table_halves")) {
            reports(problems, part);
        }
        Target full = new Target("test", "full", 4, 2, 16, Set.of(Target.Feature.values()));
        assertEquals(List.of(), Verifier.verify(k, full));
        Kernel atoms = Parser.parse(EveryOp.TARGET);
        List<Problem> lacking = Verifier.verify(atoms, new Target("test", "bare", 32, 2, 16, Set.of()));
        for (String part : List.of("copy.async of [ptr, i64, ptr, i64, <i1>] on test-bare-32x2, which lacks async_copy", "commit of [] on", "wait of [] on", "lacks ldmatrix", "lacks dot4",
                "lacks cvt_pair", "lacks bytes", "mma of atom m16n8k16.f32.f16.f16 on test-bare-32x2, which has [mac.f32]")) {
            reports(lacking, part);
        }
        assertEquals(List.of(), Verifier.verify(atoms, new Target("test", "full", 32, 2, 16, Set.of(Target.Feature.values()), DotAtom.MMA, MoveCosts.PLAIN, AccessCosts.THREADS)));
        reports(Verifier.verify(tile(""), full), "a kernel of the tile level for test-full-4x2; wanted lane");
    }

    @Test
    void integersOfALimitAreComparedChosenAndMoved() {
        Verifier.expect(tile("""
                %9: i16m127[4] = const 5
                %10: i16m127[4] = max %9, %9
                %11: u1[4] = cmp.lt %9, %10
                %12: i16m127[4] = select %11, %9, %10
                %13: i16m127[1] = reduce.min %12, 0
                %14: i16[4] = bits %12
                %15: i32[4] = cast %12
                %16: i16m127[4] = cast %15
                """), "limits");
    }
}
