// SPDX-License-Identifier: GPL-3.0-or-later
// Progress for the upload form, which works without this too. Every word comes from the page.
'use strict';
{
  const form = document.querySelector('.upload form');
  const card = form.parentElement;
  const input = form.elements.file;
  const list = card.appendChild(Object.assign(document.createElement('ul'), { className: 'transfers' }));
  const waiting = [];
  let current = null;

  const say = (row, text, state) => {
    row.output.textContent = text;
    row.output.className = state ?? '';
    if (state) {
      row.bar.remove();
      row.cancel.remove();
    }
  };

  // The table as it is now; what was said about the files stays.
  const renew = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      document.querySelector('main').replaceWith(page.querySelector('main'));
    } catch {
      // the server went; the next click will say so
    }
  };

  const next = () => {
    current = waiting.shift() ?? null;
    if (!current)
      return renew();

    const row = current;
    const request = new XMLHttpRequest();
    const body = new FormData();

    const end = (text, state) => {
      say(row, text, state);
      next();
    };

    body.append('file', row.file);
    request.upload.onprogress = event => {
      if (!event.lengthComputable)
        return;
      row.bar.max = event.total;
      row.bar.value = event.loaded;
      row.output.textContent = Math.floor(100 * event.loaded / event.total) + ' %';
    };
    request.onload = () => {
      if (request.status < 300)
        return end(form.dataset.done, 'done');
      end(request.response?.error ?? `${form.dataset.failed} (${request.status})`, 'failed');
    };
    request.onerror = () => end(form.dataset.failed, 'failed');
    request.onabort = () => end(form.dataset.cancelled, 'failed');
    row.cancel.onclick = () => request.abort();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.send(body);
  };

  const add = files => {
    for (const file of files) {
      const item = document.createElement('li');
      const name = document.createElement('bdi');
      const row = { file, bar: document.createElement('progress'), output: document.createElement('output'),
                    cancel: document.createElement('button') };

      name.textContent = file.name;
      row.bar.value = 0;
      row.bar.setAttribute('aria-label', file.name);
      row.output.textContent = form.dataset.waiting;
      row.cancel.type = 'button';
      row.cancel.textContent = form.dataset.cancel;
      row.cancel.onclick = () => {
        waiting.splice(waiting.indexOf(row), 1);
        say(row, form.dataset.cancelled, 'failed');
      };
      item.append(name, row.bar, row.output, row.cancel);
      list.append(item);
      waiting.push(row);
    }
    if (!current)
      next();
  };

  form.addEventListener('submit', event => {
    event.preventDefault();
    add(input.files);
    form.reset();
  });

  const carriesFiles = event => event.dataTransfer?.types.includes('Files');

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

  card.querySelector('[hidden]').hidden = false;
}
