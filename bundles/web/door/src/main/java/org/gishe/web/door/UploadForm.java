/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadBase.FileUploadIOException;
import org.apache.commons.fileupload.FileUploadBase.IOFileUploadException;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.gishe.api.base.LocalText;

/**
 * A form with files (RFC 7578), read as it comes, so that no file stands in memory. The door counts its bytes. At most 10 fields
 * and files, a field of at most 200 bytes.
 */
public final class UploadForm {

    private static final int MOST_PARTS = 10;
    private static final int LONGEST_FIELD = 200;
    private static final int LONGEST_PART_HEADER = 4_096;

    private UploadForm() {}

    /** What is done with a file when the fields before it were read. */
    @FunctionalInterface
    public interface Taking {

        /**
         * @param fields those that stood before the file
         * @param name of the field
         * @param fileName as the browser says it, without trust
         * @param type media type as the browser says it; empty if it does not
         * @param file to be read before this returns
         * @return whether to go on reading
         */
        boolean take(Map<String, String> fields, String name, String fileName, String type, InputStream file)
                throws IOException;
    }

    /**
     * Reads until the end or until the taker has enough. A file field in which nothing was chosen is a field without text.
     *
     * @return the fields that were read
     * @throws Problem when it is no such form
     */
    public static Map<String, String> read(HttpServletRequest request, Taking taking) throws IOException {
        var upload = new FileUpload();
        upload.setPartHeaderSizeMax(LONGEST_PART_HEADER);
        Map<String, String> fields = new HashMap<>();
        int parts = 0;
        try {
            FileItemIterator all = upload.getItemIterator(new Sent(request));
            while (all.hasNext()) {
                FileItemStream part = all.next();
                if (++parts > MOST_PARTS || part.getFieldName() == null) {
                    throw malformed();
                }
                if (part.isFormField()) {
                    fields.put(part.getFieldName(), field(part));
                } else if (part.getName() == null || part.getName().isEmpty()) {
                    fields.put(part.getFieldName(), "");
                } else {
                    try (InputStream file = part.openStream()) {
                        String type = part.getContentType() == null ? "" : part.getContentType();
                        if (!taking.take(Map.copyOf(fields), part.getFieldName(), part.getName(), type, file)) {
                            return fields;
                        }
                    }
                }
            }
        } catch (IOFileUploadException e) {
            throw (IOException) e.getCause(); // of reading: the door knows it
        } catch (FileUploadException | FileUploadIOException e) {
            throw malformed();
        }
        return fields;
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

    /** It was not sent as it should be. */
    public static Problem malformed() {
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
