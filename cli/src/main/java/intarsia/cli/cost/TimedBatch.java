package intarsia.cli.cost;

import intarsia.cli.asm.CodeLabels;
import intarsia.cli.asm.CompiledKernel;
import intarsia.cli.asm.Objdump;
import intarsia.cli.asm.PrintedMethod;
import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import intarsia.ir.device.Target;
import intarsia.passes.cost.Labels;
import intarsia.passes.cost.Sample;
import intarsia.passes.cost.Setting;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some candidates, compiled here, timed in one JVM of their own ({@link TimeKernels}), with what that JVM printed of their code. */
final class TimedBatch {
    private static final long WARM_SECONDS = 5;
    private static final Duration ALL = Duration.ofMinutes(5);
    private static final int MOST_OUTPUT = 256 << 20;
    private static final Pattern TIME = Pattern.compile(TimeKernels.TIME + "(\\d+) (\\S+) (\\S+)");

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    /** Compiles a candidate; how it failed where it does. */
    Optional<String> add(Candidate c) {
        try {
            programs.add(Intarsia.compile(c.plan(), Engine.jvm(1)));
            candidates.add(c);
            return Optional.empty();
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    int size() {
        return candidates.size();
    }

    /** A sample of each, in order. */
    List<Sample> samples() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("intarsia-cost");
        List<Path> files = new ArrayList<>();
        try {
            for (int i = 0; i < programs.size(); i++) {
                files.add(folder.resolve(i + ".program"));
                programs.get(i).save(files.getLast());
            }
            Child.Said said = Child.start(command(files), MOST_OUTPUT).await(ALL);
            said.outOf("the JVM that times kernels");
            return samples(said);
        } finally {
            for (Path f : files) Files.deleteIfExists(f);
            Files.delete(folder);
        }
    }

    private static List<String> command(List<Path> files) throws IOException {
        List<String> flags = new ArrayList<>(JavaCommand.flagsOfLauncher());
        flags.addAll(JavaCommand.flagsOfThis(f -> !f.startsWith("-javaagent") && !f.startsWith("-agent")));
        CompiledKernel.METHODS.forEach(m -> flags.add("-XX:CompileCommand=print,intarsia.codegen.jvm.Kernel*::" + m));
        List<String> arguments = new ArrayList<>(List.of(Long.toString(WARM_SECONDS)));
        files.forEach(f -> arguments.add(f.toString()));
        return JavaCommand.of(flags, TimeKernels.class.getName(), arguments);
    }

    private List<Sample> samples(Child.Said said) throws IOException, InterruptedException {
        Sample.Time[] times = new Sample.Time[candidates.size()];
        Matcher m = TIME.matcher(said.err());
        while (m.find()) times[Integer.parseInt(m.group(1))] = new Sample.Time(Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3)));
        String[] prints = said.out().split("(?m)^" + TimeKernels.MARK + "\\d+$", -1);
        Optional<Objdump> objdump = Objdump.onPath();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Optional<PrintedMethod> code = CompiledKernel.last(PrintedMethod.in(prints[i + 1]));
            Labels labels = code.isPresent() ? CodeLabels.of(code.get(), objdump) : Labels.NONE;
            samples.add(sample(candidates.get(i), programs.get(i), Optional.ofNullable(times[i]), labels));
        }
        return samples;
    }

    private static Sample sample(Candidate c, Program p, Optional<Sample.Time> time, Labels labels) {
        Target target = p.artefacts().getFirst().target();
        Optional<String> failure = time.isPresent() ? Optional.empty() : Optional.of("the JIT has not compiled it in " + WARM_SECONDS + " s");
        return new Sample(c.problem(), c.point(), p.artefacts().getFirst().kernel(), Optional.empty(), target, new Setting(Map.of(), 1), time, failure, labels);
    }
}
