/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.citizen;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * {@code demo URL [--keep DIR]}: one submission from log-in to delivery, each step with its time. Ends with {@code delivered in
 * N ms} and 0, or says what failed and ends with 1.
 */
public final class Demo {

    private static final Duration STEP = Duration.ofSeconds(60);

    private final URI counter;
    private final Path keep;
    private int kept;
    private String asked = "";

    private Demo(URI counter, Path keep) {
        this.counter = counter;
        this.keep = keep;
    }

    public static void main(String[] arguments) {
        boolean keeps = arguments.length == 4 && arguments[2].equals("--keep");
        if (arguments.length < 2 || !arguments[0].equals("demo") || (arguments.length != 2 && !keeps)) {
            System.err.println("usage: java -jar citizen.jar demo URL [--keep DIR]");
            System.exit(2);
        }
        try {
            Path folder = keeps ? Files.createDirectories(Path.of(arguments[3])) : null;
            long millis = new Demo(URI.create(arguments[1]), folder).play();
            System.out.println("delivered in " + millis + " ms");
        } catch (IOException | RuntimeException e) {
            System.out.println("FAILED: " + e.getMessage());
            System.exit(1);
        }
    }

    private long play() {
        var citizen = new Citizen(counter, this::witness);
        String name = step("logged in through the sandbox", () -> citizen.logIn(0));
        System.out.println("        as " + name + " (invented)");
        String id = step("began a certificate of permanent address", () -> citizen.draft(Forms.CERTIFICATE));
        step(
                "filled the form",
                () -> citizen.save(id, Forms.certificate("")).expect(200).json());
        long filed = System.nanoTime();
        step("filed: acknowledged and durable", () -> citizen.fileUntilAnswered(id, null, "sandbox", Deadline.in(STEP))
                .expect(200));
        step(
                "approved on the phone page",
                () -> citizen.decideOnPhone(citizen.phone(id, Deadline.in(STEP)), true, Deadline.in(STEP)));
        JsonNode done = step(
                "signed, received, checked, decided, delivered", () -> citizen.waitForDelivery(id, Deadline.in(STEP)));
        long millis = (System.nanoTime() - filed) / 1_000_000;
        check(done.path("granted").asBoolean(), "the certificate was not granted");
        String message = done.path("result").asText();
        byte[] document =
                step("opened the document", () -> citizen.document(message)).body();
        check(
                new String(document, 0, Math.min(5, document.length), StandardCharsets.ISO_8859_1).equals("%PDF-"),
                "the document is no PDF");
        keep("document.pdf", document);
        JsonNode evidence = step("fetched the evidence", () -> citizen.evidence(message));
        keep("evidence.json", evidence.toPrettyString().getBytes(StandardCharsets.UTF_8));
        check(evidence.size() == 2, "evidence of sending and of receipt is expected, not " + evidence.size());
        for (JsonNode each : evidence) {
            Evidence.fault(each, document).ifPresent(fault -> {
                throw new IllegalStateException("evidence " + each.path("event").asText() + ": " + fault);
            });
        }
        System.out.println("        number " + done.path("number").asText() + ", " + document.length
                + " bytes of PDF, seals of sending and receipt verify");
        return millis;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static <T> T step(String words, Supplier<T> action) {
        long start = System.nanoTime();
        T result;
        try {
            result = action.get();
        } catch (RuntimeException e) {
            throw new IllegalStateException("not " + words + ": " + e.getMessage(), e);
        }
        System.out.printf("%5d ms  %s%n", (System.nanoTime() - start) / 1_000_000, words);
        return result;
    }

    /** Each answer as it came; of several to the same question in a row the last. */
    private void witness(Answer answer) {
        if (!answer.asked().equals(asked)) {
            asked = answer.asked();
            kept++;
        }
        String address = asked.replaceAll("[0-9a-f]{8}-?[0-9a-f-]{20,}", "ID").replaceAll("[^A-Za-z0-9]+", "-");
        String type = answer.header("Content-Type");
        String ending = type.contains("json")
                ? ".json"
                : type.contains("html") ? ".html" : type.contains("pdf") ? ".pdf" : ".txt";
        if (answer.body().length > 0) {
            keep(String.format("%02d-%s%s", kept, address, ending), answer.body());
        }
    }

    private void keep(String name, byte[] bytes) {
        if (keep == null) {
            return;
        }
        try {
            Files.write(keep.resolve(name), bytes);
        } catch (IOException e) {
            throw new IllegalStateException("cannot keep " + name + ": " + e.getMessage(), e);
        }
    }
}
