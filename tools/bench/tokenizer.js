// The peers of tokenizer.c: npm's tiktoken (OpenAI's Rust, compiled to wasm) and gpt-tokenizer (JavaScript), on one
// thread. tools/bench/tokenizer installs them in build/. Run in the folder with their node_modules:
//     node tokenizer.js FILE...
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const need = createRequire(path.join(process.cwd(), 'x.js'));

const tiktoken = need('tiktoken').get_encoding('gpt2');
const gptTokenizer = need('gpt-tokenizer/cjs/encoding/r50k_base');

function measure(name, encode, file) {
    const text = fs.readFileSync(file, 'utf8'), bytes = Buffer.byteLength(text), took = [];
    let count = 0;
    for (let round = -2; round < 9; round++) {
        const begin = process.hrtime.bigint();
        count = encode(text).length;
        if (round >= 0) took.push(Number(process.hrtime.bigint() - begin) / 1e9);
    }
    took.sort((a, b) => a - b);
    console.log(`${name}_${path.basename(file)}_mb_per_s ${(bytes / took[4] / 1e6).toFixed(2)}`);
    console.log(`${name}_${path.basename(file)}_tokens ${count}`);
}

for (const file of process.argv.slice(2)) {
    measure('tiktoken', (text) => tiktoken.encode_ordinary(text), file);
    measure('gpt-tokenizer', (text) => gptTokenizer.encode(text), file);
}
