// SPDX-License-Identifier: GPL-3.0-or-later
// Progress for the upload form, which works without this too. Every word comes from the page.
'use strict';
{
  const form = document.getElementById('upload');
  const words = form.dataset;
  const card = form.parentElement;
  const list = card.appendChild(document.createElement('ul'));
  const waiting = [];   // rows, in the order they were chosen
  let current = null;   // the row that is under way

  const end = (row, text, state) => {
    row.output.textContent = text;
    row.output.className = state;
    row.bar.remove();
    row.cancel.remove();
  };

  // The list as it is now; what was said about the files stays.
  const renew = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      document.getElementById('list').replaceWith(page.getElementById('list'));
    } catch {
      // the server went; the next click will say so
    }
  };

  // What is there already keeps its name, and the new file gets another.
  const showName = (row, path) => {
    try {
      row.name.textContent = decodeURIComponent(path.split('/').pop());
    } catch {
      // not told, or no UTF-8
    }
  };

  const next = () => {
    current = waiting.shift() ?? null;
    if (!current) {
      renew();
      return;
    }

    const row = current;
    const request = new XMLHttpRequest();
    const body = new FormData();
    const finish = (text, state) => {
      end(row, text, state);
      next();
    };

    if (row.replace)
      body.append('replace', '1');
    body.append('file', row.file);
    request.upload.onprogress = event => {
      row.bar.max = event.total;
      row.bar.value = event.loaded;
      row.output.textContent = Math.floor(100 * event.loaded / event.total) + ' %';
    };
    request.onload = () => {
      const error = request.response?.error;
      if (error || request.status >= 300) {
        finish(error ?? `${words.failed} (${request.status})`, 'failed');
        return;
      }
      showName(row, request.response?.results?.[0]?.path);
      finish(words.done, 'done');
    };
    request.onerror = () => finish(words.failed, 'failed');
    request.onabort = () => finish(words.cancelled, 'failed');
    row.cancel.onclick = () => request.abort();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.send(body);
  };

  const add = files => {
    for (const file of files) {
      const make = kind => document.createElement(kind);
      const item = make('li');
      const row = { file, replace: form.elements.replace?.checked, name: make('bdi'), bar: make('progress'),
                    output: make('output'), cancel: make('button') };

      row.name.textContent = file.name;
      row.bar.value = 0;
      row.bar.setAttribute('aria-label', file.name);
      row.output.textContent = words.waiting;
      row.cancel.type = 'button';
      row.cancel.textContent = words.cancel;
      row.cancel.onclick = () => {
        waiting.splice(waiting.indexOf(row), 1);
        end(row, words.cancelled, 'failed');
      };
      item.append(row.name, row.bar, row.output, row.cancel);
      list.append(item);
      waiting.push(row);
    }
    if (!current)
      next();
  };

  const carriesFiles = event => event.dataTransfer?.types.includes('Files');

  form.addEventListener('submit', event => {
    event.preventDefault();
    add(form.elements.file.files);
    form.elements.file.value = '';
  });
  addEventListener('dragover', event => {
    if (!carriesFiles(event))
      return;
    event.preventDefault();
    card.classList.add('dropping');
  });
  addEventListener('dragleave', event => {
    if (!event.relatedTarget)
      card.classList.remove('dropping');
  });
  addEventListener('drop', event => {
    if (!carriesFiles(event))
      return;
    event.preventDefault();
    card.classList.remove('dropping');
    add(event.dataTransfer.files);
  });
  addEventListener('beforeunload', event => {
    if (current)
      event.preventDefault();
  });

  list.className = 'transfers';
  card.querySelector('[hidden]').hidden = false;
}
