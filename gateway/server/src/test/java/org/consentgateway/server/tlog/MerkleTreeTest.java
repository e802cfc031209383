package org.consentgateway.server.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees of hashes are those of RFC 9162, and a proof holds for the trees that it was made for and no others. */
class MerkleTreeTest {

    private static final int LARGEST = 33;
    private static final List<byte[]> ENTRIES = Stream.iterate(1, i -> i + 1)
            .limit(LARGEST)
            .map(i -> ByteBuffer.allocate(32).putInt(i).array())
            .toList();

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void the_hash_of_a_tree_is_that_of_the_reference_implementation(int size, String root) {
        MerkleFrontier tree = new MerkleFrontier();
        Stream.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
                .limit(size)
                .forEach(leaf -> tree.add(HexFormat.of().parseHex(leaf)));

        assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(root);
    }

    @Test
    void a_tree_that_grows_has_the_hash_that_the_definition_gives() throws MalformedNote {
        for (int size = 0; size <= LARGEST; size++) {
            MerkleFrontier tree = grown(size);
            assertThat(tree.root()).as("%d leaves", size).isEqualTo(slowRoot(ENTRIES.subList(0, size)));
            assertThat(MerkleFrontier.of(tree.text()).root()).isEqualTo(tree.root());
        }
    }

    @Test
    void every_proof_of_growth_holds() {
        for (int newer = 0; newer <= LARGEST; newer++)
            for (int older = 0; older <= newer; older++)
                assertThat(ConsistencyProof.shows(proof(older, newer), head(older), head(newer)))
                        .as("%d to %d", older, newer)
                        .isTrue();
    }

    @Test
    void no_proof_holds_for_another_tree_or_with_another_hash() {
        for (int newer = 2; newer <= LARGEST; newer++)
            for (int older = 1; older < newer; older++) {
                List<byte[]> proof = proof(older, newer);
                TreeHead forged = new TreeHead("log", older, ENTRIES.get(0));
                assertThat(ConsistencyProof.shows(proof, forged, head(newer))).isFalse();
                assertThat(ConsistencyProof.shows(proof, head(older), new TreeHead("log", newer, ENTRIES.get(0))))
                        .isFalse();
                assertThat(ConsistencyProof.shows(List.of(), head(older), head(newer)))
                        .isFalse();
                for (int i = 0; i < proof.size(); i++) {
                    List<byte[]> changed = new ArrayList<>(proof);
                    changed.set(i, ENTRIES.get(0));
                    assertThat(ConsistencyProof.shows(changed, head(older), head(newer)))
                            .isFalse();
                    changed.remove(i);
                    assertThat(ConsistencyProof.shows(changed, head(older), head(newer)))
                            .isFalse();
                }
                List<byte[]> longer = new ArrayList<>(proof);
                longer.add(ENTRIES.get(0));
                assertThat(ConsistencyProof.shows(longer, head(older), head(newer)))
                        .isFalse();
            }
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "'1\n'", "'2\nAAAA\n'", "'1\nAAAA\n'", "'-1\n'"})
    void what_is_no_tree_is_not_read_as_one(String text) {
        assertThatThrownBy(() -> MerkleFrontier.of(text)).isInstanceOf(MalformedNote.class);
    }

    private static MerkleFrontier grown(int size) {
        MerkleFrontier tree = new MerkleFrontier();
        ENTRIES.subList(0, size).forEach(tree::add);
        return tree;
    }

    private static TreeHead head(int size) {
        return TreeHead.of("log", grown(size));
    }

    private static List<byte[]> proof(int older, int newer) {
        return ConsistencyProof.of(grown(older), ENTRIES.subList(older, newer));
    }

    /** RFC 9162 section 2.1.1, as it is written. */
    private static byte[] slowRoot(List<byte[]> entries) {
        if (entries.isEmpty()) return MerkleFrontier.sha256();
        if (entries.size() == 1) return MerkleFrontier.sha256(new byte[] {0}, entries.get(0));
        int middle = 1;
        while (middle * 2 < entries.size()) middle *= 2;
        return MerkleFrontier.sha256(
                new byte[] {1},
                slowRoot(entries.subList(0, middle)),
                slowRoot(entries.subList(middle, entries.size())));
    }
}
