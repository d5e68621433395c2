package intarsia.programs;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.*;

import intarsia.dsl.Element;
import intarsia.dsl.Size;
import intarsia.dsl.State;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.dsl.TileProgramException;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Outside the package of the language: errors and statements name the first line that is not the language's own. */
class TensorGraphTest {
    private static Kernel softmax() {
        return TensorGraph.define("softmax", g -> {
            Tensor x = g.in("x", DType.F32, dim("t", g.size(Symbol.runtime("T", 1, 64))), dim("n", 7));
            Tensor e = x.map(x.max("n"), (v, top) -> v.minus(top).exp());
            g.out("y", e.map(e.sum("n"), (v, sum) -> v.div(sum)));
        });
    }

    @Test
    void aGraphIsItsText() {
        assertEquals("""
            intarsia 1
            tensor kernel softmax {
              symbol T runtime 1..64
              in x %0: tensor f32[t:T, n:7]
              out y %11: tensor f32[t:T, n:7]
              %1: tensor f32[t:T] = tensor.fold %0, max, "n"
              %6: tensor f32[t:T, n:7] = tensor.map [%0, %1], { (%2: f32, %3: f32)
                %4: f32 = sub %2, %3
                %5: f32 = exp %4
                yield %5
              }
              %7: tensor f32[t:T] = tensor.fold %6, sum, "n"
              %10: tensor f32[t:T, n:7] = tensor.map [%6, %7], { (%8: f32, %9: f32)
                %12: f32 = div %8, %9
                yield %12
              }
              yield %10
            }
            """.replaceAll("%\\d+", "%"), Printer.print(softmax()).replaceAll("%\\d+", "%"));
    }

    @Test
    void textReadsBackAsTheSameGraph() {
        for (Kernel k : List.of(softmax(), everything())) assertEquals(k, Parser.parse(Printer.print(k)));
    }

    @Test
    void yieldsAreTheResultsThenTheStatesEachInTheOrderOfItsParameters() {
        Kernel k = everything();
        List<Param> writes = new ArrayList<>(k.params().stream().filter(p -> p.access() == Param.Access.OUT).toList());
        writes.addAll(k.params().stream().filter(p -> p.access() == Param.Access.INOUT).toList());
        assertEquals(List.of("a", "b", "cache", "untouched"), writes.stream().map(Param::name).toList());
        assertEquals(writes.stream().map(Param::type).toList(), k.body().yieldTypes());
        assertEquals(k.params().stream().map(Param::value).toList(), k.body().args());
        assertEquals(k.param("untouched").value(), k.body().yields().getLast(), "a state that nothing changes stays as it is");
        assertNotEquals(k.param("cache").value(), k.body().yields().get(2));
    }

    /** Every op once. */
    private static Kernel everything() {
        return TensorGraph.define("everything", g -> {
            Dim t = dim("t", g.size(Symbol.runtime("T", 1, 4)));
            State cache = g.state("cache", DType.F16, dim("p", 16), dim("d", 8));
            Tensor at = g.in("at", 0, 15, t);
            Tensor w = g.in("w", Format.parse("Q8_0"), dim("n", 5), dim("k", 32));
            g.state("untouched", DType.F32, dim("k", 32));
            Tensor x = w.gather(g.in("id", 0, 4, t), "n").convert(DType.F32);
            Tensor y = x.slice("k", 24, g.size(new Symbol("E", Symbol.Kind.CONSTANT, 8, 8, 1))).rename("k", "d").flip("d");
            Tensor cos = g.ropeCos(10_000f, List.of(1.0, 2.0), dim("p", 16), dim("i", 2)).gather(at, "p");
            Tensor sin = g.ropeSignedSin(10_000f, List.of(), dim("p", 16), dim("e", 2), dim("i", 2)).gather(at, "p");
            Tensor z = x.split("k", dim("a", 2), dim("b", 16)).merge("c", "a", "b");
            Tensor past = cache.append(g.in("v", DType.F32, t, dim("d", 8)), at);
            g.out("a", z.contract(w.rename("k", "c"), "t", "n"));
            Tensor both = g.map(cos, sin.sum("e"), g.index(dim("i", 2)), (c, s, i) -> i.lt(i.constant(1)).select(c, s.neg().max(0.5)));
            g.out("b", both.contract(past, TensorOp.Order.ANY, "t", "i", "p", "d").map(Element::abs));
            assertEquals("d:E", y.type().dims().getLast().toString());
        });
    }

    @Test
    void mapsBroadcastByNameInTheOrderInWhichNamesFirstStand() {
        TensorGraph.define("m", g -> {
            Tensor a = g.in("a", DType.F32, dim("y", 3));
            Tensor b = g.in("b", DType.F16, dim("x", 2), dim("y", 3));
            Tensor n = g.in("n", 0, 9, dim("x", 2));
            assertEquals("tensor f32[y:3, x:2]", a.map(b, Element::plus).type().toString());
            assertEquals("tensor i32[x:2]", n.map(e -> e.times(e.constant(3))).type().toString(), "integers stay integers");
            assertEquals("tensor i32[x:2, y:3]", b.map(n, (x, i) -> i).type().toString());
        });
    }

    @Test
    void statementsNameTheLineThatWroteThem() {
        Kernel k = softmax();
        List<Integer> lines = new ArrayList<>();
        Ops.walk(k.body(), r -> { }, s -> {
            assertEquals("TensorGraphTest.java", s.source().file());
            lines.add(s.source().line());
        });
        int first = lines.getFirst();
        assertEquals(List.of(0, 0, 0, 0, 1, 1, 1), lines.stream().map(l -> l - first).toList());
    }

    @Test
    void anElementOfAnotherMapIsRefused() {
        TensorGraph.define("m", g -> {
            Tensor a = g.in("a", DType.F32, dim("x", 2));
            List<Element> kept = new ArrayList<>();
            a.map(e -> {
                kept.add(e);
                return e;
            });
            assertRefused("an element of another map; make it an input of this one", () -> a.map(e -> e.plus(kept.getFirst())));
            assertRefused("an element of another map", () -> kept.getFirst().exp());
        });
    }

    static Stream<Arguments> refused() {
        return Stream.of(
            bad("extents that differ", "x:2", g -> vector(g, "a", 2).map(vector(g, "b", 3), Element::plus)),
            bad("a fold over no dimension", "no dimension 'z'", g -> vector(g, "a", 2).sum("z")),
            bad("a sum over what one side lacks", "'x' is in one only", g -> vector(g, "a", 2).contract(g.in("b", DType.F32, dim("y", 3)), "y")),
            bad("an index that is no integer", "wanted i32 with a range inside x:2", g -> vector(g, "a", 2).gather(vector(g, "i", 2), "x")),
            bad("an index without end", "range 0..2", g -> vector(g, "a", 2).gather(g.in("i", 0, 2, dim("t", 4)), "x")),
            bad("an index below 0", "range -1..1", g -> vector(g, "a", 2).gather(g.in("i", -1, 1, dim("t", 4)), "x")),
            bad("an append of other dimensions", "wanted the dimensions [t:4, d:8]", g ->
                g.state("s", DType.F16, dim("p", 16), dim("d", 8)).append(vector(g, "a", 2), g.in("i", 0, 15, dim("t", 4)))),
            bad("a split that leaves something", "split of x:6", g -> vector(g, "a", 6).split("x", dim("p", 2), dim("q", 2))),
            bad("a slice beyond the end", "slice of 3 from 4", g -> vector(g, "a", 6).slice("x", 4, Size.of(3))),
            bad("a map that gives a truth value", "select between two", g -> vector(g, "a", 2).map(e -> e.lt(e))),
            bad("a sum of integers and reals", "wanted one type", g -> vector(g, "a", 2).map(g.in("i", 0, 1, dim("x", 2)), Element::plus)),
            bad("two parameters of one name", "'a' is declared twice", g -> vector(g, "a", 2).map(vector(g, "a", 2), Element::plus)),
            bad("a rope table with too few divisors", "with 1 divisors", g -> g.ropeCos(10_000f, List.of(1.0), dim("p", 4), dim("i", 2))));
    }

    private static Arguments bad(String what, String message, Consumer<TensorGraph> write) {
        return Arguments.of(what, message, write);
    }

    private static Tensor vector(TensorGraph g, String name, int n) {
        return g.in(name, DType.F32, dim("x", n));
    }

    @ParameterizedTest(name = "{0} is refused at the line that asks for it")
    @MethodSource("refused")
    void mistakesAreRefused(String what, String message, Consumer<TensorGraph> write) {
        assertRefused(message, () -> TensorGraph.define("bad", write));
    }

    private static void assertRefused(String message, Runnable write) {
        String found = String.valueOf(assertThrows(TileProgramException.class, write::run).getMessage());
        assertTrue(found.startsWith("TensorGraphTest.java:"), found);
        assertTrue(found.contains(message), found);
    }
}
