package intarsia.polyglot;

import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.text.Listing;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Span;
import intarsia.ir.text.TextException;
import intarsia.ir.verify.Problem;
import intarsia.ir.verify.Verifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes nodes of a text: parsed, verified, one node a statement. */
final class Reader {
    private final TileLanguage language;
    private final Source source;
    private final Listing listing;

    Reader(TileLanguage language, Source source) {
        this.language = language;
        this.source = source;
        this.listing = listing(source);
    }

    private static Listing listing(Source source) {
        try {
            return Parser.listing(source.getCharacters().toString(), source.getName());
        } catch (TextException e) {
            throw TileException.syntax(e, source);
        } catch (IllegalArgumentException e) {
            throw TileException.syntax(String.valueOf(e.getMessage()), source.createSection(0, 0));
        }
    }

    /** The kernel of the text, or its kernels by name. */
    Object read() {
        Map<String, KernelFunction> kernels = new LinkedHashMap<>();
        for (Kernel k : listing.kernels()) {
            verify(k);
            if (kernels.putIfAbsent(k.name(), function(k)) != null) {
                throw TileException.illegal("a kernel " + k.name() + " stands before; wanted another name", section(listing.place(k)));
            }
        }
        if (kernels.isEmpty()) {
            throw TileException.syntax("wanted a kernel, found none", source.createSection(0, source.getLength()));
        }
        return kernels.size() == 1 ? kernels.values().iterator().next() : new KernelsObject(kernels);
    }

    private void verify(Kernel k) {
        List<Problem> problems = Verifier.verify(k);
        if (!problems.isEmpty()) {
            int line = problems.getFirst().source().line();
            throw TileException.illegal("kernel " + k.name() + ": " + String.join("\n", problems.stream().map(Problem::toString).toList()),
                    line > 0 ? source.createSection(line) : section(listing.place(k)));
        }
    }

    private KernelFunction function(Kernel k) {
        KernelBody body = new KernelBody(k, section(listing.place(k)), statements(List.of(k.body())));
        return new KernelFunction(body, new KernelRoot(language, body).getCallTarget());
    }

    private Statements statements(List<Region> regions) {
        return new Statements(regions.stream().flatMap(r -> r.body().stream()).map(this::statement).toList());
    }

    private StatementNode statement(Stmt s) {
        return new StatementNode(s, section(listing.place(s)), statements(Ops.regions(s.op())));
    }

    private SourceSection section(Span at) {
        return source.createSection(at.from(), at.length());
    }
}
