package intarsia.tests.bench;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.SharedData;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Greedy decoding of stories260K in f32 on one thread: a call makes 256 tokens from an empty sequence. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
@State(Scope.Thread)
public class DecodeBench {
    static final int TOKENS = 256;
    private static final int BEGIN = 1;

    /** What matrices are multiplied with. */
    @Param({"f32", "i8"})
    public String activations = "f32";

    private final Model model = Model.open(SharedData.file("stories260K/stories260K-f32.gguf"));
    private Session session = open(Activations.F32);
    private final Sampler sampler = new Sampler(Sampling.GREEDY, model.config().words());

    private Session open(Activations a) {
        return Session.open(model, Engine.jvm(1), new Options(1, TOKENS, 1, DType.F32, a), Stage.UNSEEN);
    }

    @Setup(Level.Trial)
    public void warm() {
        session.close();
        session = open(Activations.valueOf(activations.toUpperCase(Locale.ROOT)));
        Steady.reach(this::tokens);
    }

    /** The first token goes through the plan for prompts, whose sizes are symbols; the others through the plan for one token. */
    @Benchmark
    public int tokens() {
        int token = sampler.pick(session.prefill(new int[] {BEGIN}, 0, 0), 0);
        for (int i = 1; i < TOKENS; i++) {
            token = sampler.pick(session.step(token, 0), 0);
        }
        return token;
    }

    @TearDown(Level.Trial)
    public void close() {
        session.close();
        model.close();
    }
}
