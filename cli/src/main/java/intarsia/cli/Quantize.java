package intarsia.cli;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.quantize.Conversion;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia quantize}: a model file in another format. */
@Command(name = "quantize", mixinStandardHelpOptions = true,
    description = "Writes a model with its matrices in another format. Vectors stay, and matrices whose rows are not whole blocks.")
final class Quantize extends Subcommand {
    @Parameters(index = "0", paramLabel = "IN", description = "A GGUF file.")
    private Path in = Path.of("");
    @Parameters(index = "1", paramLabel = "OUT", description = "The GGUF file to write.")
    private Path target = Path.of("");
    @Option(names = "--format", paramLabel = "F", required = true, description = "A format, a mix such as Q4_K_M, or one after ggml: for ggml's rule and choices.")
    private String format = "";
    @Option(names = "--tensor", paramLabel = "REGEX=F", description = "Another format for the tensors whose names the expression finds; may be repeated.")
    private @Nullable Map<String, String> tensors;
    @Option(names = "--rule", paramLabel = "RULE", description = "How blocks choose their scales: exact, round_up, single, least_squares or ggml; single, and ggml but for TQ1_0 and MXFP4, are by kernels, the others by definition. Default: exact, and ggml after ggml:.")
    private @Nullable String rule;
    @Option(names = {"-q", "--quiet"}, description = "No list of tensors.")
    private boolean quiet;

    @Override public Integer call() throws java.io.IOException {
        Recipe recipe = recipe();
        try (Gguf file = Gguf.open(in); var progress = quiet ? Progress.silent() : Progress.start("quantising " + in.getFileName())) {
            if (Files.exists(target) && Files.isSameFile(in, target)) throw UserError.usage(target + " is the file that is read; wanted another name");
            Conversion conversion = Conversion.plan(file, recipe);
            conversion.notGguf().ifPresent(f -> {
                throw UserError.input("GGUF files have no type for " + f + "; intarsia quality runs a model in any format");
            });
            Quantizer quantizer = new Quantizer(recipe.rule(), Engine.jvm(), (what, done, total) -> progress.at(what + " " + 100L * done / total + "%"));
            try (var _ = Interrupt.calling(quantizer::cancel)) {
                conversion.write(target, quantizer);
            }
            if (!quiet) report(conversion, quantizer);
        }
        return Exit.OK;
    }

    private Recipe recipe() {
        try {
            Recipe r = Recipe.parse(format);
            if (rule != null) r = r.by(RuleName.of(rule));
            for (var t : (tensors == null ? Map.<String, String>of() : tensors).entrySet()) r = r.with(Pattern.compile(t.getKey()), t.getValue());
            return r;
        } catch (PatternSyntaxException e) {
            throw UserError.usage("--tensor: " + e.getDescription() + " in '" + e.getPattern() + "'; wanted REGEX=FORMAT");
        } catch (IllegalArgumentException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
        }
    }

    private void report(Conversion conversion, Quantizer quantizer) {
        Map<String, long[]> sums = new TreeMap<>();
        long before = 0, after = 0, elements = 0;
        for (Conversion.Tensor t : conversion.tensors()) {
            long[] sum = sums.computeIfAbsent(kind(t, quantizer), _ -> new long[2]);
            sum[0]++;
            sum[1] += t.bytes();
            before += t.stored().byteSize();
            after += t.bytes();
            elements += t.stored().elements();
        }
        sums.forEach((kind, sum) -> out().printf(Locale.ROOT, "%,14d bytes in %d tensors: %s%n", sum[1], sum[0], kind));
        out().printf(Locale.ROOT, "%,14d bytes in all, %,d before; %.3f bits a parameter%n", after, before, 8.0 * after / elements);
        out().flush();
    }

    private static String kind(Conversion.Tensor t, Quantizer quantizer) {
        if (!t.changes()) return t.stored().type() + ", as before";
        Format to = t.to().orElseThrow();
        String rule = to instanceof BlockFormat b ? ", rule " + quantizer.rule(b).name().toLowerCase(Locale.ROOT) : "";
        return to + rule + (quantizer.byKernel(to) ? ", by a kernel" : ", by definition");
    }
}
