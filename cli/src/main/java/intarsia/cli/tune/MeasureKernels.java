package intarsia.cli.tune;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.cli.prompt.InterruptKey;
import intarsia.passes.cost.CostModel;
import intarsia.runtime.Engine;
import intarsia.tuning.Outcome;
import intarsia.tuning.search.KernelSpace;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The process in which points are measured: reads problems and requests on standard input until that ends. */
public final class MeasureKernels {
    /** Before a number of bytes, which follow on the next line: the text of a problem. */
    static final String PROBLEM = "problem ";
    static final String READY = "ready";
    private static final int MOST_LINE = 1 << 14;

    private final Engine engine;
    private final InputStream in = new BufferedInputStream(System.in);
    private @Nullable Stand stand;

    private MeasureKernels(int threads) {
        engine = Engine.jvm(threads);
    }

    /** Serves; the argument is the number of threads that kernels run on. */
    public static void main(String[] args) throws IOException, InterruptedException {
        InterruptKey ignored = InterruptKey.calling(() -> { }); // Ctrl-C is for who started this one, and a point that it ended would count as a failure
        MeasureKernels m = new MeasureKernels(Integer.parseInt(args[0]));
        for (String line = m.line(); !line.isEmpty(); line = m.line()) {
            System.out.println("\n" + Conversation.ANSWER + m.answer(line));
            System.out.flush();
        }
        ignored.close();
        System.exit(0); // whatever threads warm kernels
    }

    private String answer(String line) throws IOException, InterruptedException {
        try {
            return line.startsWith(PROBLEM) ? open(new String(bytes(Integer.parseInt(line.substring(PROBLEM.length()))), UTF_8)) : measured(Request.parse(line));
        } catch (RuntimeException e) {
            return Answer.of(new Outcome.Failed(e.toString()));
        }
    }

    private String open(String text) {
        Stand old = stand;
        if (old != null) old.close();
        stand = new Stand(KernelSpace.parse(text, engine.target().orElseThrow(), CostModel.NONE), engine);
        return READY;
    }

    private String measured(Request r) throws InterruptedException {
        Stand now = stand;
        if (now == null) throw new IllegalStateException("no problem yet");
        return Answer.of(now.measure(r.point(), r.trial()));
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException("a problem of " + count + " bytes ended after " + bytes.length);
        return bytes;
    }

    /** The next line; empty at the end. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
            if (line.size() > MOST_LINE) throw new IOException("a request of more than " + MOST_LINE + " bytes");
        }
        return line.toString(UTF_8);
    }
}
