package intarsia.decoder;

import intarsia.decoder.model.Architecture;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Options;
import intarsia.ir.device.CodeVersion;
import intarsia.ir.type.Format;
import java.util.Map;

/**
 * Everything that a model's graph depends on, as text. It is written out, and a test compares it with the records: what a
 * record says of itself takes 60 ms to say when a JVM has just started.
 */
final class ProgramKey {
    private final StringBuilder text = new StringBuilder();

    private ProgramKey() { }

    /**
     * @param what   which of a model's programs
     * @param choice the key of what chose its schedules
     */
    static String of(String what, ModelConfig config, Map<String, Format> formats, Options options, String choice) {
        ProgramKey key = new ProgramKey();
        key.line(what, CodeVersion.of(ProgramKey.class));
        key.line(choice);
        key.add(config.architecture());
        key.add(config);
        key.line(options.maxTokens(), options.context(), options.sequences(), options.kvFormat(), options.activations(), options.decoded(), options.deterministic());
        formats.forEach(key::line);
        return key.text.toString();
    }

    private void add(Architecture a) {
        line(a.ggufName(), a.pairs(), a.qkvBias(), a.headNorm(), a.ropeFactors());
    }

    private void add(ModelConfig c) {
        line(c.layers(), c.width(), c.hidden(), c.heads(), c.groups(), c.keyDim(), c.valueDim());
        line(c.epsilon(), c.ropeBase(), c.ropeDivisors(), c.context(), c.words(), c.tied());
    }

    private void line(Object... values) {
        for (Object v : values) text.append(v).append(' ');
        text.append('\n');
    }
}
