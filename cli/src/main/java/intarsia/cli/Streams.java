package intarsia.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * The caller's standard error. The launcher puts a filter on descriptor 2, because the JVM writes a notice there before
 * any code of ours runs, and passes the caller's own as the descriptor named by {@code intarsia.stderr.fd}.
 */
final class Streams {
    private Streams() {}

    /** Lets {@link System#err} write to the descriptor that the launcher names; does nothing without a launcher. */
    static void restoreStandardError() {
        Integer number = Integer.getInteger("intarsia.stderr.fd");
        if (number == null) return;
        System.setErr(new PrintStream(new FileOutputStream(descriptor(number)), true, System.err.charset()));
    }

    /** True if the launcher found a terminal at standard error; Java itself can ask this of standard output only. */
    static boolean errorIsTerminal() {
        return Boolean.getBoolean("intarsia.stderr.terminal");
    }

    /** Opening /dev/fd/N anew would need rights on the terminal and fails for sockets; the private constructor does not. */
    private static FileDescriptor descriptor(int number) {
        try {
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(number);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("descriptor " + number + " cannot be used: java.io is not open to " + Streams.class.getModule(), e);
        }
    }
}
