package intarsia.codegen.ptx.text;

import java.util.List;

/** A PTX text, read. {@code lines} is the text itself, for messages. */
public record PtxModule(String version, String target, List<Table> tables, List<PtxKernel> kernels, List<String> lines) {
    public PtxModule {
        tables = List.copyOf(tables);
        kernels = List.copyOf(kernels);
        lines = List.copyOf(lines);
    }

    /**
     * The entry of this name.
     *
     * @throws IllegalArgumentException where there is none; the message lists those there are
     */
    public PtxKernel kernel(String name) {
        return kernels.stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "no entry '" + name + "'; the module has " + kernels.stream().map(PtxKernel::name).toList()));
    }

    /** The text of line {@code number}, counted from 1, without the blanks around it. */
    public String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1).strip() : "";
    }
}
