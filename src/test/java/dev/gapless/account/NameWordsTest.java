package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    alice                | alice
                    Alice.Smith_2        | alice.smith_2,smith_2,2
                    Bob  the Builder     | bob  the builder,the builder,builder
                    O'Brien              | o'brien
                    ✨ Zoë                | zoë,✨ zoë
                    ΑΛΕΞΗΣ               | αλεξησ
                    ＡＢ                   | ab
                    """)
    void aNameIsFoundByEachOfItsWords(String name, String words) {
        assertThat(NameWords.of(name)).containsExactly(words.split(","));
    }
}
