/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadBase.FileUploadIOException;
import org.apache.commons.fileupload.FileUploadBase.IOFileUploadException;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.gishe.api.base.LocalText;
import org.gishe.web.door.Problem;

/**
 * A form with a jar (RFC 7578), read as it comes: the fields first, then the jar straight to where it is kept. The door counts
 * its bytes.
 */
final class JarForm {

    static final String FILE = "jar";

    private static final int MOST_FIELDS = 10;
    private static final int LONGEST_FIELD = 200;
    private static final int LONGEST_PART_HEADER = 4_096;

    private JarForm() {}

    /** What is done with a jar when the fields before it were read. */
    interface Taking<T> {
        T take(Map<String, String> fields, InputStream jar) throws IOException;
    }

    /**
     * @param needed fields that stand before the jar, empty or not: without them nobody knows what was meant
     * @return empty when no file was chosen
     * @throws Problem when it is no such form
     */
    static <T> Optional<T> read(HttpServletRequest request, Iterable<String> needed, Taking<T> taking)
            throws IOException {
        var upload = new FileUpload();
        upload.setPartHeaderSizeMax(LONGEST_PART_HEADER);
        Map<String, String> fields = new HashMap<>();
        try {
            FileItemIterator parts = upload.getItemIterator(new Sent(request));
            while (parts.hasNext()) {
                FileItemStream part = parts.next();
                if (FILE.equals(part.getFieldName()) && !part.isFormField()) {
                    for (String name : needed) {
                        if (!fields.containsKey(name)) {
                            throw malformed();
                        }
                    }
                    if (part.getName() == null || part.getName().isEmpty()) {
                        return Optional.empty();
                    }
                    try (InputStream jar = part.openStream()) {
                        return Optional.of(taking.take(fields, jar));
                    }
                }
                fields.put(part.getFieldName(), field(part));
                if (fields.size() > MOST_FIELDS) {
                    throw malformed();
                }
            }
        } catch (IOFileUploadException e) {
            throw (IOException) e.getCause(); // of reading: the door knows it
        } catch (FileUploadException | FileUploadIOException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static String field(FileItemStream part) throws IOException {
        try (InputStream in = part.openStream()) {
            byte[] value = in.readNBytes(LONGEST_FIELD + 1);
            if (value.length > LONGEST_FIELD) {
                throw malformed();
            }
            return new String(value, StandardCharsets.UTF_8).strip();
        }
    }

    private static Problem malformed() {
        return Problem.malformed(LocalText.of(
                "Формулярът с файла не е изпратен правилно. Върнете се и опитайте отново.",
                "The form with the file was not sent as it should be. Go back and try again."));
    }

    private record Sent(HttpServletRequest request) implements UploadContext {

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public String getContentType() {
            return request.getContentType();
        }

        @Override
        public int getContentLength() {
            return (int) Math.min(contentLength(), Integer.MAX_VALUE);
        }

        @Override
        public long contentLength() {
            return request.getContentLengthLong();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return request.getInputStream();
        }
    }
}
