/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gishe.backup.internal.Archive;

/** The commands around a back-up, without the container and without a library. Exit code 1: it failed; 2: it was not understood. */
public final class Main {

    private static final String HELP = """
            gishe-data COMMAND

              backup [FILE] [--url URL]
                  fetch a back-up from the running platform (http://127.0.0.1:8080, or GISHE_URL) as the operator whose
                  password is asked for or stands in GISHE_OPERATOR_PASSWORD; its sums are checked before it gets its
                  name. FILE may be a folder. The keys are never in it.
              check FILE
                  check the sums of a back-up and say what is in it
              restore FILE --data DIR [--keys KEYS]
                  unpack a back-up into an empty data folder, and the keys with it
              backup-keys KEYS [--data DIR] [--file P12 --password-file FILE]
                  write the keys, encrypted with a passphrase that is asked for twice or stands in GISHE_KEYS_PASSPHRASE.
                  Keep them elsewhere than the back-ups: who has both reads everything.
              restore-keys KEYS --data DIR
                  put the keys into a data folder that was restored without them

            DIR is the data folder: GISHE_DATA, if it is not named; ./gishe takes ./data then.
            """;
    private static final String ITERATIONS = "600000";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Console console;

    Main(PrintStream out, PrintStream err, Map<String, String> environment, Console console) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.console = console;
    }

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("backup-keys")) {
            // a passphrase is easier to guess than the random password that a node makes for its own file
            for (String count : List.of("certPbeIterationCount", "keyPbeIterationCount", "macIterationCount")) {
                Security.setProperty("keystore.pkcs12." + count, ITERATIONS);
            }
        }
        System.exit(new Main(System.out, System.err, System.getenv(), System.console()).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        try {
            String command = arguments.isEmpty() ? "--help" : arguments.get(0);
            if (Set.of("--help", "-h", "help").contains(command) || arguments.contains("--help")) {
                out.print(HELP);
                return 0;
            }
            Asked asked = Asked.of(arguments.subList(1, arguments.size()));
            switch (command) {
                case "backup" -> backup(asked);
                case "check" -> check(asked);
                case "restore" -> restore(asked);
                case "backup-keys" -> backupKeys(asked);
                case "restore-keys" -> restoreKeys(asked);
                default -> throw new UsageException("unknown command " + command);
            }
            return 0;
        } catch (UsageException e) {
            err.println("gishe-data: " + e.getMessage() + "; see gishe-data --help");
            return 2;
        } catch (RefusedException e) {
            err.println("gishe-data: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("gishe-data: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        } catch (GeneralSecurityException e) {
            err.println("gishe-data: the keys cannot be used: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            err.println("gishe-data: stopped");
            return 1;
        }
    }

    private void backup(Asked asked) throws IOException, InterruptedException {
        asked.only(1, "url");
        String url = asked.option("url", environment.getOrDefault("GISHE_URL", "http://127.0.0.1:8080"));
        Path target = Path.of(asked.word(0, "."));
        char[] password = secret("GISHE_OPERATOR_PASSWORD", "Operator password: ");
        Path file = new Fetch(URI.create(url), password, progress("received")).into(target);
        try (Archive archive = new Archive(file)) {
            out.println(file + " is whole:");
            out.print(archive.words());
            if (archive.missing() > 0) {
                throw new RefusedException(
                        "the back-up was kept, but documents were missing on that machine: see above");
            }
        }
        out.println("The keys are not in it: ./gishe backup-keys writes them, to be kept elsewhere.");
    }

    private void check(Asked asked) throws IOException {
        asked.only(1);
        Path file = Path.of(asked.word(0));
        try (Archive archive = new Archive(file)) {
            archive.check(progress("checked"));
            out.println(file + " is whole:");
            out.print(archive.words());
        }
    }

    private void restore(Asked asked) throws IOException, GeneralSecurityException {
        asked.only(1, "data", "keys");
        Path data = data(asked);
        String keys = asked.option("keys", "");
        KeyBackup backup = keys.isEmpty() ? null : new KeyBackup(Path.of(keys), passphrase(false));
        try (Archive archive = new Archive(Path.of(asked.word(0)))) {
            new Restore(archive, progress("done")).into(data, backup);
            out.println("Restored into " + data + ":");
            out.print(archive.words());
            out.println("Next:");
            if (!archive.embedded()) {
                out.println("  - restore the data base with pg_restore, and name it in etc/org.gishe.store.cfg");
            }
            if (backup == null) {
                out.println("  - put the keys in: gishe-data restore-keys KEYS --data " + data);
                out.println("    Until then the platform does not start on this folder.");
            }
            out.println("  - start the platform on it: ./gishe run --data " + data);
            out.println("    (as a service: give the folder to its user first, chown -R gishe: " + data + ")");
            out.println("  - ./gishe ctl journal verify; the chain must hold, with as many entries as above or more");
            out.println("  - what was erased or done after the instant above is not in it: see docs/operating.md");
        }
    }

    private void backupKeys(Asked asked) throws IOException, GeneralSecurityException {
        asked.only(1, "data", "file", "password-file");
        Path file = Path.of(asked.word(0));
        boolean named = asked.has("file");
        if (named != asked.has("password-file")) {
            throw new UsageException("--file and --password-file belong together");
        }
        Path keys = named
                ? Path.of(asked.option("file", ""))
                : data(asked).resolve("keys").resolve("keys.p12");
        Path password = named
                ? Path.of(asked.option("password-file", ""))
                : data(asked).resolve("keys").resolve("password");
        int count = new KeyBackup(file, passphrase(true)).write(keys, password);
        out.println(count + " keys are in " + file + ", and were read back from it.");
        out.println("Keep it elsewhere than the back-ups, and the passphrase elsewhere than it.");
    }

    private void restoreKeys(Asked asked) throws IOException, GeneralSecurityException {
        asked.only(1, "data");
        Path data = data(asked);
        int count = new KeyBackup(Path.of(asked.word(0)), passphrase(false)).restore(data);
        out.println(count + " keys are in " + data.resolve("keys") + ".");
    }

    private Path data(Asked asked) {
        String named = asked.option("data", environment.getOrDefault("GISHE_DATA", ""));
        if (named.isEmpty()) {
            throw new UsageException("which data folder? Name it with --data DIR");
        }
        return Path.of(named).toAbsolutePath().normalize();
    }

    private char[] passphrase(boolean twice) {
        char[] first = secret("GISHE_KEYS_PASSPHRASE", "Passphrase of the keys: ");
        if (twice && !environment.containsKey("GISHE_KEYS_PASSPHRASE")) {
            char[] second = secret("GISHE_KEYS_PASSPHRASE", "The same again: ");
            if (!Arrays.equals(first, second)) {
                throw new RefusedException("the two passphrases differ; nothing was written");
            }
        }
        return first;
    }

    private char[] secret(String variable, String question) {
        String given = environment.get(variable);
        if (given != null) {
            return given.toCharArray();
        }
        if (console == null) {
            throw new RefusedException("set " + variable + ", or run this in a terminal");
        }
        char[] answered = console.readPassword("%s", question);
        if (answered == null) {
            throw new RefusedException("stopped");
        }
        return answered;
    }

    /** Says each second how far it is; only to people. */
    private Archive.Progress progress(String word) {
        if (console == null) {
            return moved -> {};
        }
        return new Archive.Progress() {
            private long sum;
            private long told = System.nanoTime();

            @Override
            public void moved(int bytes) {
                sum += bytes;
                long now = System.nanoTime();
                if (now - told > 1_000_000_000L) {
                    told = now;
                    err.print("\r" + sum / 1_000_000 + " MB " + word + " ");
                    err.flush();
                }
            }
        };
    }

    /** What stands after a command. */
    private record Asked(List<String> words, Map<String, String> options) {

        static Asked of(List<String> arguments) {
            List<String> words = new ArrayList<>();
            Map<String, String> options = new HashMap<>();
            for (int i = 0; i < arguments.size(); i++) {
                String each = arguments.get(i);
                if (!each.startsWith("--")) {
                    words.add(each);
                } else if (each.contains("=")) {
                    options.put(each.substring(2, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
                } else if (i + 1 < arguments.size()) {
                    options.put(each.substring(2), arguments.get(++i));
                } else {
                    throw new UsageException(each + " needs a value");
                }
            }
            return new Asked(words, options);
        }

        void only(int most, String... known) {
            if (words.size() > most) {
                throw new UsageException("too much: " + words.get(most));
            }
            for (String each : options.keySet()) {
                if (!List.of(known).contains(each)) {
                    throw new UsageException("unknown option --" + each);
                }
            }
        }

        String word(int number) {
            if (words.size() <= number) {
                throw new UsageException("a file must be named");
            }
            return words.get(number);
        }

        String word(int number, String otherwise) {
            return words.size() <= number ? otherwise : words.get(number);
        }

        boolean has(String name) {
            return options.containsKey(name);
        }

        String option(String name, String otherwise) {
            return options.getOrDefault(name, otherwise);
        }
    }

    /** A command that was not understood. */
    private static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }
}
