/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents;

import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The files in which large documents stand on this node, encrypted, for whoever copies them. A file never changes; it is
 * synced before the row that names it commits, and goes some time after that row is erased: copy the data base first, then
 * the files that the copy names. Thread-safe.
 */
@ProviderType
public interface ContentFiles {

    /** Ids of the documents that stand in files, by this state of the data base. */
    List<String> filed(Handle handle);

    /** Where the file of a document is. */
    Path file(String id);
}
