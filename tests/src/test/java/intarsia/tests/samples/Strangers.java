package intarsia.tests.samples;

import intarsia.dsl.Global;
import intarsia.dsl.Mask;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.type.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kernels that have nothing to do with language models: what {@code examples/} holds as text, with the words before each. */
final class Strangers {
    /** The kernel of each file, and what stands before it there. */
    static final Map<Kernel, List<String>> ALL = new LinkedHashMap<>();

    private static final DType U1 = DType.parse("u1");
    private static final DType U8 = DType.parse("u8");

    static {
        add(histogram(), "run rows=3", "# How many of 96 bytes of each row lie in each of 16 bins of equal width.");
        add(sobel(), "run h=9", "# The Sobel filter of a picture of bytes 48 wide, with a border of one around it: |gx| + |gy|, saturated.");
        add(crc(), "run n=37", "# CRC-8 (polynomial 0x07) of streams of 24 bits, a stream a lane.");
        add(kmeans(), "run n=40", "data p=ordinary c=ordinary", "# Which of 8 centres is nearest to each point; points and centres are f6e3m2.");
        add(prefixSum(), "run rows=5", "# Sums of all before and with each, a row of 48 a block.");
        add(bitonicSort(), "run rows=4", "# Rows of 16 integers in order, by a network written out: in each step elements i and i ^ d meet.");
        add(life(), "run h=7", "# One step of Conway's game of life on a board of bits 32 wide, with a border of one around it.");
        add(fir(), "run n=50", "# A filter of 8 taps over integers of 12 bits, summed in 32.");
        add(gatherDot(), "run n=12", "# The product of a sparse matrix, 16 values and their columns a row, by a vector of 64.");
        add(mandelbrot(), "run rows=6", "data re=ordinary im=ordinary", "# Steps of z² + c below |z|² = 4, at most 12, in posits of 16 bits.");
        add(rowSums(), "run rows=3", "# The sum of each row of 2048 codes of 4 bits.");
        add(peaks(), "run rows=3", "data x=ordinary", "# The largest magnitude of each row of 1024 halves.");
        add(distances(), "run n=5", "data x=ordinary query=ordinary", "# The squared distance of a query to vectors of 256 halves.");
        add(energies(), "run rows=3", "data x=ordinary", "# The sum and the sum of squares of each row of 1024 numbers.");
        add(horner(), "run n=70", "data x=small c=small", "# A polynomial of degree 15 by Horner's rule.");
    }

    private Strangers() {
    }

    private static void add(Kernel k, String... before) {
        ALL.put(k, List.of(before));
    }

    private static Kernel histogram() {
        return TileKernel.define("histogram", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", U8, rows, Size.of(96));
            Global y = k.out("y", DType.I32, rows, Size.of(16));
            Scalar row = k.grid(rows);
            Tile bin = x.at(row, k.index(0)).load(96).cast(DType.I32).shr(4).reshape(96, 1).broadcast(96, 16);
            Tile hits = bin.eq(k.iota(1, 96, 16)).tile().cast(DType.I32);
            y.at(row, k.index(0)).store(hits.sum(0).reshape(16));
        });
    }

    private static Kernel sobel() {
        return TileKernel.define("sobel", k -> {
            Size h = k.size("h");
            Global x = k.in("x", U8, h.plus(2), Size.of(50));
            Global y = k.out("y", U8, h, Size.of(48));
            Scalar row = k.grid(h);
            Tile[] above = neighbours(k, x, row, 0, 0, 1, 2);
            Tile[] here = neighbours(k, x, row, 1, 0, 2);
            Tile[] below = neighbours(k, x, row, 2, 0, 1, 2);
            Tile gx = above[2].plus(here[1].shl(1)).plus(below[2]).minus(above[0].plus(here[0].shl(1)).plus(below[0]));
            Tile gy = below[0].plus(below[1].shl(1)).plus(below[2]).minus(above[0].plus(above[1].shl(1)).plus(above[2]));
            y.at(row, k.index(0)).store(gx.abs().plus(gy.abs()).cast(U8));
        });
    }

    /** A row of a picture, from each of some columns on, as words. */
    private static Tile[] neighbours(TileKernel k, Global x, Scalar row, int down, int... columns) {
        return Arrays.stream(columns).mapToObj(right -> x.at(row.plus(down), k.index(right)).load(48).cast(DType.I32)).toArray(Tile[]::new);
    }

    private static Kernel crc() {
        return TileKernel.define("crc8", k -> {
            Size n = k.size("n");
            Global bits = k.in("bits", U1, Size.of(24), n);
            Global y = k.out("y", U8, n);
            Scalar from = k.grid(n.ceilDiv(32)).times(32);
            Tile end = k.loop(Size.of(24), 1, k.zeros(DType.I32, 32), (i, crc) -> {
                Tile bit = bits.at(i, from).load(1, 32).reshape(32).cast(DType.I32);
                Tile top = crc.shr(7).xor(bit);
                Tile moved = crc.shl(1).and(k.full(DType.I32, 0xff, 32));
                return moved.xor(top.times(k.full(DType.I32, 7, 32)));
            });
            y.at(from).store(end.cast(U8));
        });
    }

    private static Kernel kmeans() {
        return TileKernel.define("kmeans", k -> {
            DType f6 = DType.parse("f6e3m2");
            Size n = k.size("n");
            Global p = k.in("p", f6, Size.of(2), n);
            Global c = k.in("c", f6, Size.of(2), Size.of(8));
            Global y = k.out("y", DType.I32, n);
            Scalar from = k.grid(n.ceilDiv(16)).times(16);
            Tile distance = k.zeros(DType.F32, 16, 8);
            for (int d = 0; d < 2; d++) {
                Tile x = p.at(k.index(d), from).load(1, 16).reshape(16, 1).cast(DType.F32).broadcast(16, 8);
                Tile centre = c.at(k.index(d), k.index(0)).load(1, 8).cast(DType.F32).broadcast(16, 8);
                Tile off = x.minus(centre);
                distance = distance.plus(off.times(off));
            }
            y.at(from).store(distance.argMin(1).reshape(16));
        });
    }

    private static Kernel prefixSum() {
        return TileKernel.define("prefix_sum", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", DType.I32, rows, Size.of(48));
            Global y = k.out("y", DType.I32, rows, Size.of(48));
            Scalar row = k.grid(rows);
            y.at(row, k.index(0)).store(x.at(row, k.index(0)).load(48).scan(ReduceOp.SUM, 0));
        });
    }

    private static Kernel bitonicSort() {
        return TileKernel.define("bitonic_sort", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", DType.I32, rows, Size.of(16));
            Global y = k.out("y", DType.I32, rows, Size.of(16));
            Scalar row = k.grid(rows);
            Tile now = x.at(row, k.index(0)).load(16);
            Tile i = k.iota(0, 16);
            for (int run = 2; run <= 16; run *= 2) {
                for (int d = run / 2; d > 0; d /= 2) {
                    Tile other = now.lookup(i.xor(k.full(DType.I32, d, 16)));
                    Tile low = i.and(k.full(DType.I32, d, 16));
                    Tile down = i.and(k.full(DType.I32, run, 16));
                    Mask smaller = low.eq(k.zeros(DType.I32, 16)).tile().eq(down.eq(k.zeros(DType.I32, 16)).tile());
                    now = smaller.select(now.min(other), now.max(other));
                }
            }
            y.at(row, k.index(0)).store(now);
        });
    }

    private static Kernel life() {
        return TileKernel.define("life", k -> {
            Size h = k.size("h");
            Global x = k.in("x", U1, h.plus(2), Size.of(34));
            Global y = k.out("y", U1, h, Size.of(32));
            Scalar row = k.grid(h);
            Tile around = k.zeros(DType.I32, 32);
            for (int down = 0; down < 3; down++) {
                for (int right = 0; right < 3; right++) {
                    around = down == 1 && right == 1 ? around : around.plus(x.at(row.plus(down), k.index(right)).load(32).cast(DType.I32));
                }
            }
            Tile alive = x.at(row.plus(1), k.index(1)).load(32);
            Tile three = around.eq(k.full(DType.I32, 3, 32)).tile();
            Tile two = around.eq(k.full(DType.I32, 2, 32)).tile();
            y.at(row, k.index(0)).store(three.or(two.and(alive)));
        });
    }

    private static Kernel fir() {
        return TileKernel.define("fir", k -> {
            DType i12 = DType.parse("i12");
            Size n = k.size("n");
            Global x = k.in("x", i12, n.plus(7));
            Global taps = k.in("taps", i12, Size.of(8));
            Global y = k.out("y", DType.I32, n);
            Scalar from = k.grid(n.ceilDiv(32)).times(32);
            Tile all = taps.at(k.index(0)).load(8).cast(DType.I32);
            Tile sum = k.zeros(DType.I32, 32);
            for (int i = 0; i < 8; i++) {
                Tile tap = all.lookup(k.full(DType.I32, i, 32));
                sum = sum.plus(x.at(from.plus(i)).load(32).cast(DType.I32).times(tap));
            }
            y.at(from).store(sum);
        });
    }

    private static Kernel gatherDot() {
        return TileKernel.define("gather_dot", k -> {
            Size n = k.size("n");
            Global values = k.in("values", DType.F16, n, Size.of(16));
            Global columns = k.in("columns", DType.parse("u6"), n, Size.of(16));
            Global x = k.in("x", DType.F32, Size.of(64));
            Global y = k.out("y", DType.F32, n);
            Scalar row = k.grid(n);
            Tile dense = x.at(k.index(0)).load(64);
            Tile at = columns.at(row, k.index(0)).load(16);
            y.at(row).store(values.at(row, k.index(0)).load(16).cast(DType.F32).times(dense.lookup(at)).sum(0));
        });
    }

    private static Kernel mandelbrot() {
        return TileKernel.define("mandelbrot", k -> {
            DType posit = DType.parse("posit16_1");
            Size rows = k.size("rows");
            Global re = k.in("re", posit, rows, Size.of(16));
            Global im = k.in("im", posit, rows, Size.of(16));
            Global y = k.out("y", DType.I32, rows, Size.of(16));
            Scalar row = k.grid(rows);
            Tile a = re.at(row, k.index(0)).load(16);
            Tile b = im.at(row, k.index(0)).load(16);
            Tile four = k.full(posit, 4, 16);
            List<Tile> end = k.loop(k.index(0), k.index(12), 1, List.of(k.zeros(posit, 16), k.zeros(posit, 16), k.zeros(DType.I32, 16)), (i, z) -> {
                Tile x2 = z.get(0).times(z.get(0));
                Tile y2 = z.get(1).times(z.get(1));
                Mask inside = x2.plus(y2).lt(four);
                Tile product = z.get(0).times(z.get(1));
                Tile x = inside.select(x2.minus(y2).plus(a), z.get(0));
                Tile yy = inside.select(product.plus(product).plus(b), z.get(1));
                return List.of(x, yy, z.get(2).plus(inside.tile().cast(DType.I32)));
            });
            y.at(row, k.index(0)).store(end.get(2));
        });
    }

    private static Kernel rowSums() {
        return TileKernel.define("row_sums", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", DType.parse("u4"), rows, Size.of(2048));
            Global y = k.out("y", DType.I32, rows);
            Scalar row = k.grid(rows);
            Tile sums = k.loop(Size.of(2048 / 128), 1, k.zeros(DType.I32, 128), (i, sum) -> sum.plus(x.at(row, i.times(128)).load(128).cast(DType.I32)));
            y.at(row).store(sums.sum(0));
        });
    }

    private static Kernel peaks() {
        return TileKernel.define("peaks", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", DType.F16, rows, Size.of(1024));
            Global y = k.out("y", DType.F32, rows);
            Scalar row = k.grid(rows);
            Tile most = k.loop(Size.of(1024 / 64), 1, k.zeros(DType.F32, 64), (i, peak) -> peak.max(x.at(row, i.times(64)).load(64).cast(DType.F32).abs()));
            y.at(row).store(most.reduce(ReduceOp.MAX, 0));
        });
    }

    private static Kernel distances() {
        return TileKernel.define("distances", k -> {
            Size n = k.size("n");
            Global x = k.in("x", DType.F16, n, Size.of(256));
            Global query = k.in("query", DType.F32, Size.of(256));
            Global y = k.out("y", DType.F32, n);
            Scalar row = k.grid(n);
            Tile sums = k.loop(Size.of(256 / 64), 1, k.zeros(DType.F32, 64), (i, sum) -> {
                Tile off = x.at(row, i.times(64)).load(64).cast(DType.F32).minus(query.at(i.times(64)).load(64));
                return off.fma(off, sum);
            });
            y.at(row).store(sums.sum(0));
        });
    }

    private static Kernel energies() {
        return TileKernel.define("energies", k -> {
            Size rows = k.size("rows");
            Global x = k.in("x", DType.F32, rows, Size.of(1024));
            Global y = k.out("y", DType.F32, rows, Size.of(2));
            Scalar row = k.grid(rows);
            Tile none = k.zeros(DType.F32, 64);
            List<Tile> sums = k.loop(k.index(0), k.index(1024 / 64), 1, List.of(none, none), (i, sum) -> {
                Tile now = x.at(row, i.times(64)).load(64);
                return List.of(sum.get(0).plus(now), now.fma(now, sum.get(1)));
            });
            y.at(row, k.index(0)).store(sums.get(0).sum(0).reshape(1));
            y.at(row, k.index(1)).store(sums.get(1).sum(0).reshape(1));
        });
    }

    private static Kernel horner() {
        return TileKernel.define("horner", k -> {
            Size n = k.size("n");
            Global x = k.in("x", DType.F32, n);
            Global c = k.in("c", DType.F32, Size.of(16));
            Global y = k.out("y", DType.F32, n);
            Scalar from = k.grid(n.ceilDiv(128)).times(128);
            Tile at = x.at(from).load(128);
            Tile value = c.at(k.index(15)).load(1).broadcast(128);
            for (int i = 14; i >= 0; i--) {
                value = value.fma(at, c.at(k.index(i)).load(1).broadcast(128));
            }
            y.at(from).store(value);
        });
    }
}
