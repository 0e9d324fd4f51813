/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.web.door.Problem;
import org.gishe.web.door.UploadForm;

/** A form with a jar: the fields first, then the jar straight to where it is kept. */
final class JarForm {

    static final String FILE = "jar";

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
    static <T> Optional<T> read(HttpServletRequest request, List<String> needed, Taking<T> taking) throws IOException {
        List<T> taken = new ArrayList<>();
        Map<String, String> read = UploadForm.read(request, (fields, name, fileName, type, jar) -> {
            if (!name.equals(FILE) || !fields.keySet().containsAll(needed)) {
                throw UploadForm.malformed();
            }
            taken.add(taking.take(fields, jar));
            return false;
        });
        if (taken.isEmpty() && !(read.keySet().containsAll(needed) && "".equals(read.get(FILE)))) {
            throw UploadForm.malformed();
        }
        return taken.stream().findFirst();
    }
}
