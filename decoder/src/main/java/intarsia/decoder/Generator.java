package intarsia.decoder;

import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * Continues a text, token by token, in one sequence of a session. For one thread, but {@link Session#cancel} is for any; a token
 * allocates nothing on the Java heap but what the consumer does.
 */
public final class Generator {
    private final Session session;
    private final int sequence;
    private final Sampler sampler;
    private int made, steps;

    public Generator(Session session, int sequence, Sampling sampling) {
        this.session = session;
        this.sequence = sequence;
        sampler = new Sampler(sampling, session.model().config().words());
    }

    /**
     * Puts a prompt at the end of the sequence and continues it.
     *
     * @param prompt at least one token
     * @param most   new tokens at most; the end of the text ends it before
     * @param each   told every new token before the next is made, but not the one that ends the text
     * @throws IllegalArgumentException where the prompt does not fit in the context
     */
    public Generated generate(int[] prompt, int most, IntConsumer each) {
        if (most < 0) throw new IllegalArgumentException(most + " new tokens; wanted 0 or more");
        made = 0;
        steps = 0;
        long begin = System.nanoTime(), prompted = begin;
        End end;
        try {
            MemorySegment logits = session.prefill(prompt, sequence, session.length(sequence));
            prompted = System.nanoTime();
            end = goOn(logits, most, each);
        } catch (CancellationException e) {
            end = End.CANCELLED;
        }
        return new Generated(end, prompt.length, made, steps, prompted - begin, System.nanoTime() - prompted);
    }

    private End goOn(MemorySegment first, int most, IntConsumer each) {
        MemorySegment logits = first;
        while (made < most) {
            int token = sampler.pick(logits, 0);
            if (session.model().tokenizer().ends(token)) return End.TEXT;
            each.accept(token);
            if (++made == most) return End.TOKENS;
            if (session.length(sequence) == session.options().context()) return End.CONTEXT;
            logits = session.step(token, sequence);
            steps++;
        }
        return End.TOKENS;
    }
}
