/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.backup.internal.tool;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gishe.backup.internal.Archive;

/** Fetches a back-up. Until it is whole, synced and checked, it stands under another name; if it never is, nothing is left. */
final class Fetch {

    private static final Pattern NAME = Pattern.compile("filename=\"(gishe-backup-[0-9]{8}T[0-9]{6}Z\\.zip)\"");
    private static final int LONGEST_ANSWER = 4_000;

    private final URI platform;
    private final char[] password;
    private final Archive.Progress progress;

    Fetch(URI platform, char[] password, Archive.Progress progress) {
        this.platform = platform;
        this.password = password;
        this.progress = progress;
    }

    /** @param target a file that does not exist, or a folder */
    Path into(Path target) throws IOException, InterruptedException {
        if (!Files.isDirectory(target)) {
            refuseTaken(target);
            Path folder = target.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder)) {
                throw new RefusedException("there is no folder " + folder);
            }
        }
        HttpResponse<InputStream> answer = ask();
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw refused(answer.statusCode(), body);
            }
            Path file = Files.isDirectory(target) ? target.resolve(name(answer)) : target;
            refuseTaken(file);
            return keep(body, file);
        }
    }

    private static void refuseTaken(Path file) {
        if (Files.exists(file)) {
            throw new RefusedException(file + " is there already; it is not written over");
        }
    }

    private HttpResponse<InputStream> ask() throws IOException, InterruptedException {
        ByteBuffer pair = StandardCharsets.UTF_8.encode(CharBuffer.wrap("operator:" + String.valueOf(password)));
        String token =
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(pair.array(), pair.position(), pair.limit()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(platform.toString().replaceAll("/+$", "") + "/api/v1/operations/backup"))
                .header("Authorization", "Basic " + token)
                .header("Accept", "application/zip, application/problem+json")
                .header("Accept-Language", "en")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(); // no time-out: the data base is copied before the first byte comes
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new RefusedException("nobody answers at " + platform + "; name it with --url, or set GISHE_URL");
        }
    }

    private static RefusedException refused(int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        return new RefusedException(
                switch (status) {
                    case 401 -> "name or password are wrong; the first start printed the operator's password";
                    case 404 -> "what answers there makes no back-ups";
                    default -> "refused with " + status + ": " + member("title", text) + " " + member("detail", text);
                });
    }

    private static String member(String name, String json) {
        Matcher found =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private static String name(HttpResponse<?> answer) {
        Matcher found =
                NAME.matcher(answer.headers().firstValue("Content-Disposition").orElse(""));
        return found.find() ? found.group(1) : "gishe-backup.zip";
    }

    private Path keep(InputStream body, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Thread ending = new Thread(() -> delete(part), "gishe-data-ends"); // Ctrl-C in the middle
        Runtime.getRuntime().addShutdownHook(ending);
        boolean whole = false;
        try {
            Files.deleteIfExists(part);
            try (FileChannel out = FileChannel.open(
                    part,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                write(body, out);
                out.force(true);
            }
            try (Archive archive = new Archive(part)) {
                archive.check(moved -> {});
            }
            refuseTaken(file);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            Archive.sync(file.toAbsolutePath().getParent());
            whole = true;
            return file;
        } finally {
            if (!whole) {
                delete(part);
            }
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException e) {
                // it is ending now, and the hook does its work
            }
        }
    }

    private void write(InputStream body, FileChannel out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        InputStream told = new FilterInputStream(body) {
            @Override
            public int read(byte[] bytes) throws IOException {
                try {
                    return super.read(bytes);
                } catch (IOException e) {
                    throw new IOException("the back-up broke off before its end; nothing was kept. Try again", e);
                }
            }
        };
        for (int read = told.read(buffer); read >= 0; read = told.read(buffer)) {
            ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
            while (piece.hasRemaining()) {
                out.write(piece);
            }
            progress.moved(read);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // it keeps its name that says that it is not whole
        }
    }
}
