package intarsia.cli;

import intarsia.cli.cases.CaseFile;
import intarsia.ir.Kernel;
import intarsia.ir.text.Parser;
import intarsia.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Kernels in text files: plain ones, and those of test cases. */
final class KernelFile {
    private static final long MOST_BYTES = 16 << 20;

    private KernelFile() { }

    /** All kernels of a file, verified. */
    static List<Kernel> all(Path file) {
        try {
            List<Kernel> kernels = Parser.parseAll(source(file), file.toString());
            if (kernels.isEmpty()) throw UserError.input(file + ": wanted a kernel, found none");
            kernels.forEach(k -> Verifier.expect(k, "reading " + file));
            return kernels;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).strip();
            throw UserError.input(message.contains(file.toString()) ? message : file + ": " + message);
        }
    }

    /** The text of its kernels, without what a case expects; lines are those of the file. */
    static String source(Path file) {
        String text = text(file);
        int end = text.indexOf("\n" + CaseFile.EXPECT + "\n");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static String text(Path file) {
        try {
            if (!Files.isRegularFile(file)) throw UserError.input(file + ": wanted a file, found " + (Files.exists(file) ? "something else" : "nothing of that name"));
            if (Files.size(file) > MOST_BYTES) throw UserError.input(file + ": wanted at most " + MOST_BYTES + " bytes, found " + Files.size(file));
            return Files.readString(file);
        } catch (IOException e) {
            throw UserError.input(file + ": cannot be read as UTF-8 text: " + e);
        }
    }

    /** The kernel of that name, or the only one. */
    static Kernel one(List<Kernel> kernels, Optional<String> name, String where) {
        List<String> names = kernels.stream().map(Kernel::name).toList();
        if (name.isEmpty() && kernels.size() > 1) throw UserError.usage(where + " has the kernels " + names + "; say which with --kernel NAME");
        return kernels.stream().filter(k -> name.isEmpty() || k.name().equals(name.get())).findFirst()
            .orElseThrow(() -> UserError.usage("no kernel '" + name.orElse("") + "' in " + where + "; known: " + names.stream().distinct().toList()));
    }
}
