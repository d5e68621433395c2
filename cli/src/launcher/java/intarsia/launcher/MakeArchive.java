package intarsia.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a class-data archive; intarsia.cli starts it in the background when the one there is of another jar or JVM. */
public final class MakeArchive {
    private final Path archive;
    private final Path stamp;

    private MakeArchive(Archive archive) {
        this.archive = archive.file();
        this.stamp = archive.stamp();
    }

    /**
     * Makes it unless another process does or has.
     *
     * @param args the archive, and what its stamp is to say
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        new MakeArchive(new Archive(Paths.get(args[0]))).make(args[1]);
    }

    private void make(String identity) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(Paths.get(archive + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null || says(identity)) return;
            dropLeftovers();
            Path next = Paths.get(archive + ".next");
            if (rehearse(next) == 0 && Files.exists(next)) replace(next, archive);
            // Also after a failure, which would only come again.
            replace(Files.write(next, stampOf(identity).getBytes(StandardCharsets.UTF_8)), stamp);
        }
    }

    private boolean says(String identity) throws IOException {
        return Files.exists(stamp) && new String(Files.readAllBytes(stamp), StandardCharsets.UTF_8).equals(stampOf(identity));
    }

    /** Whoever cuts the archive short, or writes over it, gets another made. */
    private String stampOf(String identity) throws IOException {
        return identity + "\n" + (Files.exists(archive) ? Files.size(archive) + " " + Files.getLastModifiedTime(archive).toMillis() : "none");
    }

    /** The JVM writes the archive when it ends: what it has loaded by then is in it. */
    private static int rehearse(Path next) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Jdk.java(Paths.get(System.getProperty("java.home"))).toString());
        command.addAll(Jvm.flags());
        command.addAll(Jvm.optionsOfUser());
        command.addAll(Arrays.asList("-XX:ArchiveClassesAtExit=" + next, "-cp", Jvm.jar().toString(), "intarsia.cli.Rehearsal"));
        return Child.run(command);
    }

    private void dropLeftovers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(archive.getParent(), archive.getFileName() + ".next*")) {
            for (Path file : files) Files.delete(file);
        }
    }

    private static void replace(Path next, Path file) throws IOException {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
