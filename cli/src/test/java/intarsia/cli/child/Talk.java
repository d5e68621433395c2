package intarsia.cli.child;

/** A program that writes so many lines to each stream, waits so many milliseconds, and ends with exit code 7. */
final class Talk {
    private Talk() { }

    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            System.out.println("out " + i);
            System.err.println("err " + i);
        }
        Thread.sleep(Long.parseLong(args[1]));
        System.exit(7);
    }
}
