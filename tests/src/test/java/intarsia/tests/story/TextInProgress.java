package intarsia.tests.story;

import intarsia.decoder.Session;
import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import intarsia.decoder.tokenizer.Utf8Stream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** One of several texts that a session writes at the same time. */
final class TextInProgress {
    private final Session session;
    private final int sequence;
    private final Sampler sampler;
    private final Utf8Stream stream;
    private final StringBuilder text = new StringBuilder();
    private int last;

    private TextInProgress(Session session, int sequence, Sampling sampling) {
        this.session = session;
        this.sequence = sequence;
        var tokenizer = session.model().tokenizer();
        sampler = new Sampler(sampling, session.model().config().words());
        stream = Utf8Stream.ofSequence(tokenizer);
        take(session.prefill(tokenizer.encode(""), sequence, 0), 0);
    }

    /** Texts with no prompt, to their end or to the end of the context: one a sequence, as the samplings say. */
    static List<String> writeAll(Session session, List<Sampling> samplings) {
        List<TextInProgress> all = IntStream.range(0, samplings.size()).mapToObj(i -> new TextInProgress(session, i, samplings.get(i))).toList();
        for (var open = open(all); !open.isEmpty(); open = open(all)) step(session, open);
        return all.stream().map(t -> t.text + t.stream.finish()).toList();
    }

    private static List<TextInProgress> open(List<TextInProgress> all) {
        return all.stream().filter(TextInProgress::isOpen).toList();
    }

    private boolean isOpen() {
        return !session.model().tokenizer().ends(last) && session.length(sequence) < session.options().context();
    }

    private static void step(Session session, List<TextInProgress> open) {
        MemorySegment logits = session.step(open.stream().mapToInt(t -> t.last).toArray(), open.stream().mapToInt(t -> t.sequence).toArray());
        for (int i = 0; i < open.size(); i++) open.get(i).take(logits, i);
    }

    private void take(MemorySegment logits, int row) {
        last = sampler.pick(logits, (long) row * session.model().config().words() * Float.BYTES);
        text.append(stream.push(last));
    }
}
