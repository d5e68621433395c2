package intarsia.ir.text;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Operands;
import intarsia.ir.UnaryOp;
import java.util.ArrayList;
import java.util.List;

/** A kernel a level; together they hold every op. */
public final class EveryOp {
    public static final String TENSOR = """
            intarsia 1
            tensor kernel graph {
              symbol t bucketed 1..8
              symbol p runtime 0..63 divisor 1
              in w %0: tensor u4g32_sf16[n:8, k:32]
              in x %1: tensor f32[t:t, k:32]
              in id %2: tensor i32[t:t] range 0..7
              inout kv %3: tensor f16[s:64, n:8]
              out y %4: tensor f32[t:t, n:8]
              out z %5: tensor f32[t:t, h:2, d:4]
              %6: tensor f32[t:t, n:8] = contract %1, %0, any
              %7: tensor f32[t:t, n:8] = contract %1, %0, fixed32
              %8: tensor f32[t:t] = tensor.fold %7, max, "n"
              %9: tensor f32[t:t, n:8] = tensor.map [%6, %8], { (%10: f32, %11: f32)
                %12: f32 = sub %10, %11
                %13: f32 = exp %12
                yield %13
              }
              %14: tensor u4g32_sf16[t:t, k:32] = gather %0, %2, "n"
              %15: tensor i32[t:t] = tensor.index
              %16: tensor f16[s:64, n:8] = append %3, %9, [%15]
              %17: tensor f32[t:t, h:2, d:4] = split %9, "n", ["h", "d"], [2, 4]
              %18: tensor f32[t:t, n:8] = merge %17, ["h", "d"], "n"
              %19: tensor f32[t:t, n:8] = flip %18, "n"
              %20: tensor f32[t:t, m:8] = rename %19, "n", "m"
              %21: tensor f32[t:t, m:4] = tensor.slice %20, "m", 2, 4
              %22: tensor f32[s:64, r:2] = rope cos, 10000.0, []
              %23: tensor f32[s:64, g:2, r:2] = rope signed_sin, 500000.0, [1.0, 8.0]
              %24: tensor bf16[t:t, m:4] = tensor.convert %21
              %25: tensor f32[t:t, k:32] = tensor.rotate %1, 16
              %26: tensor f32[t:t, k:32] = tensor.scan %1, sum, "k"
              yield %9, %17, %16
            }
            """;

    public static final String TILE = """
            intarsia 1
            tile kernel tiles {
              symbol n runtime 0..1000
              in w %0: global Q4_0[n, 64]
              in x %1: global i32[n, 8] strides [(n * 8), 1] offset 3 range -5..5
              inout y %2: global f32[8, 8]
              inout z %940: global i32[8, 8]
              grid [ceildiv(n, 8), 2]
              warps 4
              block (%3: i64, %4: i64)
              %5: i64 = size min((n + 7), 64)
              %6: i64 = const 0
              %7: u4[8,32] = load %0, "code", [0, 1], [%3, %6], [0], [%5]
              %8: f16[8,1] = load %0, "scale", [0, 1], [%3, %6], [0], [%5]
              %9: i32[8,8] = load %1, "value", [0, 1], [%3, %6], [0], [%5]
              %10: i32[8,8] = const -3
              %11: i32[8,8] = add %9, %10
              %12: i32[8,8] = sub %9, %10
              %13: i32[8,8] = mul %9, %10
              %14: i32[8,8] = div %9, %10
              %15: i32[8,8] = div.u %9, %10
              %16: i32[8,8] = rem %9, %10
              %17: i32[8,8] = rem.u %9, %10
              %18: i32[8,8] = min %9, %10
              %19: i32[8,8] = max %9, %10
              %20: i32[8,8] = min.u %9, %10
              %21: i32[8,8] = max.u %9, %10
              %22: i32[8,8] = and %9, %10
              %23: i32[8,8] = or %9, %10
              %24: i32[8,8] = xor %9, %10
              %25: i32 = const 2
              %26: i32[8,8] = shl %9, %25
              %27: i32[8,8] = shr.s %9, %25
              %28: i32[8,8] = shr.u %9, %25
              %29: i32[8,8] = not %9
              %30: f32[8,8] = cast %9
              %31: f32[8,8] = const 0.5
              %32: f32[8,8] = minnum %30, %31
              %33: f32[8,8] = maxnum %30, %31
              %34: f32[8,8] = fma %30, %31, %32
              %35: f32[8,8] = neg %34
              %36: f32[8,8] = abs %35
              %37: f32[8,8] = sqrt %36
              %38: f32[8,8] = round %37
              %39: f32[8,8] = floor %37
              %40: f32[8,8] = ceil %37
              %41: f32[8,8] = trunc %37
              %42: f32[8,8] = exp %37
              %43: f32[8,8] = exp2 %37
              %44: f32[8,8] = log %37
              %45: u1[8,8] = cmp.eq %30, %31
              %46: u1[8,8] = cmp.ne %30, %31
              %47: u1[8,8] = cmp.lt %30, %31
              %48: u1[8,8] = cmp.le %30, %31
              %49: u1[8,8] = cmp.gt %30, %31
              %50: u1[8,8] = cmp.ge %30, %31
              %51: u1[8,8] = cmp.lt.u %9, %10
              %52: u1[8,8] = cmp.le.u %9, %10
              %53: u1[8,8] = cmp.gt.u %9, %10
              %54: u1[8,8] = cmp.ge.u %9, %10
              %55: f32[8,8] = select %54, %30, %31
              %56: i32[8,8] = bits %55
              %57: i32[8,8] = iota 1
              %58: f32 = const 0x7fc00000
              %59: f32[8,8] = fill %58
              %60: f16[8,32] = broadcast %8
              %61: u4[16,16] = reshape %7
              %62: f16[32,8] = transpose %60, [1, 0]
              %63: f32[8,1] = reduce.sum %55, 1
              %64: f32[8,1] = reduce.prod %55, 1
              %65: f32[8,1] = reduce.min %55, 1
              %66: f32[1,8] = reduce.max %55, 0
              %900: i32[8,1] = reduce.and %57, 1
              %901: i32[8,1] = reduce.or %57, 1
              %902: i32[8,1] = reduce.xor %57, 1
              %903: f32[8,8] = scan %55, sum, 1
              %904: f32[8,8] = scan %55, prod, 0
              %905: f32[8,8] = scan %55, min, 1
              %906: f32[8,8] = scan %55, max, 1
              %907: i32[8,8] = scan %57, and, 1
              %908: i32[8,8] = scan %57, or, 1
              %909: i32[8,8] = scan %57, xor, 0
              %910: f32[8,8] = sort.ascending %55, 1
              %911: f32[8,8] = sort.descending %55, 0
              %912: i32[8,8] = argsort.ascending %55, 1
              %913: i32[8,8] = argsort.descending %55, 1
              %67: f32[8,8] = dot %7, %60, %59, "any"
              %68: f32[8,8] = convert %67
              %868: f32[8,8] = pin %68, "[8x8] lane[0.0:8] v[1.0:8]"
              %869: i8[8,32] = view %868, "[8x8] lane[0.0:8] v[1.0:8]", "[8x32] lane[0.0:8] v[1.0:32]"
              %920: f32[8,8] = load.at %2, [%57, %6], []
              %921: u1[8,8] = cmp.lt %57, %9
              store.at %2, [%6, %57], [%921], %920
              atomic.add %2, [%57, %57], [], %920
              atomic.min %2, [%57, %57], [%921], %920
              atomic.max %2, [%57, %57], [], %920
              atomic.min.u %940, [%57, %6], [], %57
              atomic.max.u %940, [%57, %6], [], %57
              atomic.and %940, [%57, %6], [], %57
              atomic.or %940, [%57, %6], [], %57
              atomic.xor %940, [%57, %6], [], %57
              %930: i32[8,8], %931: i32[8,8], %932: i32[8,8], %933: i32[8,8] = philox [%57, %25, %25, %25], [%25, %25]
              %934: f8e4m3fn[8,8] = cast.stochastic %920, %930
              %69: f32[3] = const 1.0
              %70: f32[8,8] = lookup %69, %57
              %71: f32[1,1] = reduce.sum %66, 1
              %72: f32 = item %71
              %73: i1 = cmp.lt %72, %58
              assume %73
              print %72, "a scalar"
              print %57, "a tile"
              assert %73, "a \\"message\\" with \\\\ and\\nlines"
              %74: i64 = const 1
              %75: f32[8,8] = for %6, %5, %74, [%68], { (%76: i64, %77: f32[8,8])
                %78: f32[8,8] = if %73, {
                  yield %77
                }, {
                  yield %70
                }
                yield %78
              }
              %79: i64 = while [%6], { (%80: i64)
                %81: i1 = cmp.lt %80, %74
                yield %81
              }, { (%82: i64)
                %83: i64 = add %82, %74
                yield %83
              }
              store %2, "value", [0, 1], [%6, %6], [], [], %75
              %941: shared f32[2, 8, 8] strides [80, 9, 1] offset 1 = shared
              copy.begin %941, [1, 2], [%6, %6, %6], %2, [0, 1], [%6, %6], [0], [%5], [4, 8]
              copy.commit
              copy.wait 0
              barrier
              %942: f32[8,8] = load %941, "value", [1, 2], [%6, %6, %6], [], []
              store %941, "value", [1, 2], [%74, %6, %6], [], [], %942
            }
            """;

    public static final String WARP = """
            intarsia 1
            tile kernel piece {
              inout y %0: global i32[4]
              grid [1]
              lanes 8 warps 4
              block (%1: i64)
              %2: i64 = warp.index
              %3: i32[1] = load %0, "value", [0], [%2], [], []
              store %0, "value", [0], [%2], [], [], %3
            }
            """;

    public static final String LANE = """
            intarsia 1
            lane kernel lanes {
              in x %0: ptr
              in n %1: i64
              out y %2: ptr
              grid [4]
              lanes 4 warps 2
              blocks { (%3: i64)
                %4: ptr = alloc 128
                %5: i32 = warp
                %6: i64 = cvt.s64.s32 %5
                %7: <i32> = lanes [0, 1, 2, 3]
                %8: i32 = const 4
                %9: <i32> = splat %8
                %10: <i1> = cmp.lt %7, %9
                %11: <i32> = ld unit.global(%0, %6, -8) mask %10, 8, true, 1
                %12: <f32> = ld splat.global(%0, %6, 4), 32, false, 1
                %13: <i32>, %14: <i32> = ld unit.global(%0, %6, 0), 32, false, 2
                %15: <i32> = ld strided.global(%0, %6, 0) stride 12, 16, false, 1
                %16: <i32> = ld gather.shared(%4, %6, 0) lanes %7 mask %10, 32, false, 1
                %17: i64 = ld uniform.global(%0, %6, 0), 64, false, 1
                %18: i32 = extract %11, 3
                %19: <i32> = exchange %11, 1
                %20: <i32> = rotate %11, 2
                %21: <i32> = permute %11, %7
                %22: <i32> = table [%11, %19], %7
                %23: <f32> = cvt.f32.s32 %11
                %24: <f32> = cvt.f32.u32 %11
                %25: <i32> = cvt.s32.f32 %23
                %26: <i32> = cvt.s32.rn.f32 %23
                %27: <f32> = cvt.f32.f16 %11
                %28: <i32> = cvt.f16.f32 %27
                %29: i64 = cvt.s64.u32 %5
                %30: i32 = cvt.s32.s64 %29
                %31: <i32> = cvt.s32.i1 %10
                %32: <i16x2> = bits %31
                %33: <f32> = decode "lut10(iq3_xxs)", %11
                touch %0, %6, 256
                barrier
                st unit.shared(%4, %6, 0), 32, [%13, %14]
                red gather.global(%2, %6, 4) lanes %7 mask %10, add, %12
                red unit.shared(%4, %6, 0), min_u, %11
                red uniform.global(%2, %6, 0), xor, %5
                st uniform.global(%2, %6, 0), 64, [%17]
              }
            }
            """;

    public static final String TARGET = """
            intarsia 1
            lane kernel atoms {
              in x %0: ptr
              out y %1: ptr
              grid [4]
              lanes 32 warps 2
              blocks { (%2: i64)
                %3: ptr = alloc 1024
                %4: i64 = const 0
                %5: <i32> = lanes [0, 16]
                %6: <i1> = lanes [0, 1]
                copy.async unit.shared(%3, %4, 0), unit.global(%0, %4, 0) mask %6, 16
                copy.async gather.shared(%3, %4, 512) lanes %5 mask %6, strided.global(%0, %4, 512) stride 32, 4
                commit
                wait 0
                barrier
                %7: <f16x2>, %8: <f16x2>, %9: <f16x2>, %10: <f16x2> = ldmatrix unit.shared(%3, %4, 0), 4, false
                %11: <f16x2>, %12: <f16x2> = ldmatrix strided.shared(%3, %4, 0) stride 16, 2, true
                %13: <f32> = const 0.0
                %14: <f32>, %15: <f32>, %16: <f32>, %17: <f32> = mma "m16n8k16.f32.f16.f16", [%7, %8, %9, %10], [%11, %12], [%13, %13, %13, %13]
                %18: <i8x4> = bits %7
                %19: <i32> = const 0
                %20: <i32> = dot4.s.s %18, %18, %19
                %21: <i32> = dot4.s.u %18, %18, %20
                %22: <i32> = dot4.u.s %18, %18, %21
                %23: <i32> = dot4.u.u %18, %18, %22
                %24: <f16x2> = cvt.f16x2.f32 %14, %15
                %25: <bf16x2> = cvt.bf16x2.f32 %14, %15
                %26: <i8x4> = bytes %24, %23, [0, 4, 13, 7]
              }
            }
            """;

    /** Every elementwise op, read from the ops themselves: a new one is here at once. */
    public static final String ELEMENTWISE = elementwise();

    public static final List<String> ALL = List.of(TENSOR, TILE, WARP, LANE, TARGET, ELEMENTWISE);

    private EveryOp() {
    }

    private static String elementwise() {
        List<String> lines = new ArrayList<>(List.of("i32[8] = const 3", "f32[8] = const 0.5"));
        for (UnaryOp op : UnaryOp.values()) {
            lines.add(operand(op.operands()) + " = " + op.text() + " %" + (op.operands().integers() ? 2 : 3));
        }
        for (BinaryOp op : BinaryOp.values()) {
            String a = op.operands().integers() ? "%2" : "%3";
            lines.add(operand(op.operands()) + " = " + op.text() + " " + a + ", " + a);
        }
        for (CompareOp op : CompareOp.values()) {
            lines.add("u1[8] = " + op.text() + " %2, %2");
        }
        StringBuilder text = new StringBuilder("intarsia 1\ntile kernel elementwise {\n  out y %0: global f32[8]\n  grid [1]\n  block (%1: i64)\n");
        for (int i = 0; i < lines.size(); i++) {
            text.append("  %").append(i + 2).append(": ").append(lines.get(i)).append('\n');
        }
        return text.append("}\n").toString();
    }

    private static String operand(Operands o) {
        return o.integers() ? "i32[8]" : "f32[8]";
    }
}
